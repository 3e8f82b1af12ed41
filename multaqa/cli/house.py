"""`multaqa up`, `demo`, `nodes`, `doctor`: the whole house on one machine; `run` and `relay`: one process of it."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from multaqa import doctor as physician
from multaqa import nodes as private
from multaqa.__main__ import become
from multaqa.cli import topology
from multaqa.cli.addresses import FOLDER, announced
from multaqa.cli.console import console, fail, say
from multaqa.cli.receivers import Receivers, receiving
from multaqa.nodes import Nodes
from multaqa.settings import Settings, load, process_environment
from multaqa.supervisor import Supervisor

Root = Annotated[Path, typer.Option("--root", help="where ports, data and logs are kept")]
Fresh = Annotated[bool, typer.Option("--fresh", help="begin without data and keep none")]
Room = Annotated[str, typer.Argument(help="partners, events, matching, notifications or gateway")]


@dataclass(frozen=True, slots=True)
class House:
    """Everything running: the nodes, the processes on them, and the settings to reach them with."""

    nodes: Nodes
    receivers: Receivers
    supervisor: Supervisor
    settings: Settings


def up(root: Root = FOLDER / "up", events: int = 1, matching: int = 1) -> None:
    """Start the nodes, the rooms, the relays and the gateway, and keep them running until Ctrl-C."""
    with housed(root, fresh=False) as house:
        house.supervisor.scale("events", events)
        house.supervisor.scale("matching", matching)
        tell_addresses(house)
        signal.pause()


def nodes(arguments: typer.Context, root: Root = FOLDER / "up", fresh: Fresh = False) -> None:  # noqa: FBT002 - typer
    """Start only the broker and the database; with `-- COMMAND`, run it with their addresses and end with it."""
    with private.nodes(root, fresh=fresh) as started:
        if arguments.args:
            sys.exit(run_within(started, arguments.args))
        for name, value in started.variables().items():
            console.print(f"{name}={value}", highlight=False, soft_wrap=True)
        signal.pause()


def doctor() -> None:
    """Say in words what is wrong with this set-up, and what to do about it."""
    findings = physician.examine(FOLDER)
    for finding in findings:
        mark = "[green]✓[/green]" if finding.healthy else "[bold red]✗[/bold red]"
        say(f"{mark} {finding.subject}: {finding.text}")
    if not all(finding.healthy for finding in findings):
        fail("Put right what is marked, then ask again.")


def run(room: Room) -> None:
    """Become one process of a room: it serves calls, messages and, for the gateway, HTTP."""
    become("run", room)


def relay(room: Room) -> None:
    """Become a room's relay: its outbox out, its dead letters in, its expired rows away."""
    become("relay", room)


@contextmanager
def housed(root: Path, *, fresh: bool) -> Iterator[House]:
    """Everything running and ready, and everything ended on the way out."""
    with ExitStack() as stack:
        with console.status("starting the broker and the database"):
            started = stack.enter_context(private.nodes(root, fresh=fresh))
        settings = load("gateway", process_environment(**started.variables()))
        say("[green]✓[/green] broker and database are ready")
        topology.apply(settings, [])
        receivers = stack.enter_context(receiving(started))
        supervisor = stack.enter_context(Supervisor(started, variables=receivers.variables()))
        _wait(supervisor)
        topology.apply(settings, topology.tenants_or_none(settings) or [])
        stack.enter_context(announced({**started.variables(), "MULTAQA_DEVELOPMENT": "true"}))
        yield House(started, receivers, supervisor, settings)


def run_within(started: Nodes, command: Sequence[str]) -> int:
    """Run a command that finds the nodes in its environment; gives its exit code."""
    child = subprocess.Popen(command, env=process_environment(**started.variables()))
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def tell_addresses(house: House) -> None:
    say(f"API       {house.supervisor.base_url}   (pages: {house.supervisor.base_url}/docs)")
    say(f"mails     {house.receivers.mails}")
    say(f"broker    {house.nodes.amqp_uri}")
    say(f"database  {house.nodes.mongo_uri}")
    say(f"logs      {house.nodes.root / 'logs'}")
    say("Ctrl-C ends it all.")


def _wait(supervisor: Supervisor) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("rooms, relays and the gateway", total=len(supervisor.members))
        supervisor.wait_ready(tell=lambda _: bars.advance(task))
    say(f"[green]✓[/green] {len(supervisor.members)} processes are ready")
