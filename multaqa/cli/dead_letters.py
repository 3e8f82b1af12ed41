"""`multaqa dead-letters`: read what failed, mend it, send it again."""

import typer

app = typer.Typer(no_args_is_help=True, help="List, show, edit and redrive dead letters.")
