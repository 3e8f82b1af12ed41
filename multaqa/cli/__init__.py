"""The command line: start the house, open tenants, look after the bus. `multaqa --help` lists it all."""

import typer

from multaqa.cli import audit, dead_letters, demo, house, listen, tenants, topology
from multaqa.cli.console import speaking_plainly

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Multaqa: partnerships become events, events become interviews, interviews become jobs.",
)
app.command()(house.up)
app.command()(demo.demo)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(house.nodes)
app.command()(house.doctor)
app.command()(house.run)
app.command()(house.relay)
app.command()(listen.listen)
app.add_typer(tenants.app, name="tenant")
app.add_typer(topology.app, name="topology")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(audit.app, name="audit")


def main() -> None:
    with speaking_plainly():
        app()
