"""`multaqa dead-letters`: read what failed, mend it, send it again."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from multaqa.bus.dead import WAITING, DeadLetters
from multaqa.bus.envelope import Envelope
from multaqa.bus.publisher import ConfirmingPublisher
from multaqa.cli.addresses import settings_of
from multaqa.cli.console import console, fail, say
from multaqa.clock import MovableClock, SystemClock
from multaqa.errors import MalformedMessage
from multaqa.settings import GATEWAY, ROOMS
from multaqa.store.client import connect, database_of

CONNECT_S = 10.0

app = typer.Typer(no_args_is_help=True, help="List, show, edit and redrive dead letters.")

Room = Annotated[str, typer.Argument(help="the room that could not handle the message")]
Tenant = Annotated[str, typer.Argument(help="whose message it is; `platform` for what nobody could read")]
MessageId = Annotated[str, typer.Argument(help="the message's id, as listed")]
OfType = Annotated[str | None, typer.Option("--type", help="only this type of message")]
OfCause = Annotated[str | None, typer.Option("--cause", help="only this cause")]


@app.command("list")
def list_command(
    tenant: Tenant,
    room: Annotated[str | None, typer.Option(help="only this room")] = None,
    type_: OfType = None,
    cause: OfCause = None,
    state: Annotated[str, typer.Option(help="waiting, redriving, redriven")] = WAITING,
    limit: int = 100,
) -> None:
    """List a tenant's dead letters, oldest first."""
    table = Table("room", Column("message", no_wrap=True), Column("type", overflow="fold"), "cause", "attempts", "died")
    for each in [room] if room else [*ROOMS, GATEWAY]:
        with of_room(each) as letters:
            for row in letters.list(tenant, type_=type_, cause=cause, state=state, limit=limit):
                died = row["dead_at"].isoformat(timespec="seconds")
                table.add_row(each, row["message_id"], row["type"], row["cause"], str(row["attempts"]), died)
    if table.row_count:
        console.print(table)
    else:
        say(f"[green]✓[/green] no dead letters of {tenant} in this state")


@app.command()
def show(
    room: Room,
    tenant: Tenant,
    message_id: MessageId,
    facts: Annotated[bool, typer.Option("--facts", help="only the facts, as JSON to be edited")] = False,  # noqa: FBT002 - typer
) -> None:
    """Show one dead letter whole: its story, its headers, its body."""
    with of_room(room) as letters:
        row = letters.show(tenant, message_id)
    if facts:
        typer.echo(_written(_facts(row["body"])))
    else:
        _tell(row)


@app.command()
def edit(
    room: Room,
    tenant: Tenant,
    message_id: MessageId,
    facts: Annotated[typer.FileText, typer.Argument(help="a file with the new facts (- is standard input)")],
) -> None:
    """Change the facts of a message that waits, to what a file says (begin with `show --facts > file`)."""
    with of_room(room) as letters:
        letters.edit(tenant, message_id, _object(facts.read()), by=getpass.getuser())
    say(f"[green]✓[/green] {message_id} is changed; redrive it when you are ready")


@app.command()
def redrive(
    room: Room,
    tenant: Tenant,
    message_id: Annotated[str | None, typer.Argument(help="one message; without it, all that wait")] = None,
    type_: OfType = None,
    cause: OfCause = None,
    force: Annotated[bool, typer.Option("--force", help="even when older than the inbox remembers")] = False,  # noqa: FBT002 - typer
) -> None:
    """Send one dead letter, or all of a type and cause, back to where they came from. Twice is harmless."""
    with of_room(room) as letters:
        if message_id:
            letters.redrive(tenant, message_id, by=getpass.getuser(), force=force)
            sent = 1
        else:
            sent = letters.redrive_all(tenant, by=getpass.getuser(), type_=type_, cause=cause, force=force)
    say(f"[green]✓[/green] {sent} sent again")


@contextmanager
def of_room(room: str) -> Iterator[DeadLetters]:
    """The dead letters of a room, with the means to send them again."""
    settings = settings_of(room)
    publisher = ConfirmingPublisher.to(settings.amqp_uri, name="command line")
    publisher.start()
    client = connect(settings.mongo_uri, "command line", pool=2)
    try:
        if not publisher.link.wait_connected(CONNECT_S):
            fail(f"The broker does not answer at {settings.amqp_uri.rpartition('@')[2]}. Try: multaqa doctor")
        clock = MovableClock(client) if settings.development else SystemClock()
        yield DeadLetters(database_of(client, settings.database), publisher, clock)
    finally:
        publisher.stop()
        client.close()


def _tell(row: dict[str, Any]) -> None:
    for name in sorted(row.keys() - {"body", "traceback"}):
        console.print(f"[bold]{name}[/bold] {escape(str(row[name]))}", highlight=False, soft_wrap=True)
    console.print(row["traceback"], markup=False, highlight=False, soft_wrap=True)
    console.print(_readable(row["body"]), markup=False, highlight=False, soft_wrap=True)


def _facts(body: bytes) -> Any:
    try:
        return Envelope.parse(body).facts
    except MalformedMessage as error:
        fail(f"This message cannot be edited, for it cannot be read: {error.text}")


def _object(written: str) -> dict[str, Any]:
    try:
        facts = json.loads(written)
    except ValueError as error:
        fail(f"That is no JSON: {error}")
    if not isinstance(facts, dict):
        fail("The facts of a message are a JSON object.")
    return facts


def _readable(body: bytes) -> str:
    try:
        return _written(json.loads(body))
    except ValueError:
        return body.decode(errors="backslashreplace")


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
