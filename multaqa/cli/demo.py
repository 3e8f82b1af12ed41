"""`multaqa demo`: the reference season, played through the API of a house started for it."""

import signal
import sys
from typing import Annotated

import typer

from multaqa.cli.addresses import FOLDER
from multaqa.cli.console import console
from multaqa.cli.house import housed, tell_addresses

Keep = Annotated[bool, typer.Option("--keep", help="leave everything running, and say where")]


def demo(keep: Keep = False) -> None:  # noqa: FBT002 - typer
    """Play the season from nothing and compare what the API answers with the script; exit 1 when a row is wrong."""
    from scenarios import report  # the images of rooms hold this command line, and no season
    from scenarios.checks import LATER
    from scenarios.house import addresses_of
    from scenarios.player import play
    from scenarios.progress import Narrator

    with housed(FOLDER / "demo", fresh=True) as house:
        rows = play(addresses_of(house), progress=Narrator(console))
        report.write(rows)
        report.show(rows, console, LATER)
        if keep:
            tell_addresses(house)
            signal.pause()
    sys.exit(report.exit_code(rows))
