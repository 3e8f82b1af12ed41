"""`multaqa audit`: show that the trails are what was written, against what people outside have kept of them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pymongo.database import Database
from pymongo.errors import PyMongoError
from rich.markup import escape

from multaqa import rpc
from multaqa.cli.addresses import settings_of
from multaqa.cli.console import fail, say
from multaqa.clock import SystemClock
from multaqa.errors import NotFound
from multaqa.settings import GATEWAY, ROOMS
from multaqa.store.audit.checkpoint import Anchor, Checkpoint, is_mark, read_checkpoint, read_mark
from multaqa.store.audit.export import lines_of, trails_in
from multaqa.store.audit.keyring import Keyring, keyring_of, new_key, read_keyring
from multaqa.store.audit.trail import StoredTrail, tenants_with_a_trail
from multaqa.store.audit.verification import Findings, Trail, verify_all
from multaqa.store.client import Document, connect, database_of
from multaqa.tenancy import Context

WITNESS = "partners"
EVERYWHERE = (*ROOMS, GATEWAY)
MAKE_S = 60.0
AROUND = " \t\r\n.\u200e\u200f\u2066\u2067\u2068\u2069"  # what a mail program puts around a mark, seen or not
Given = list[Checkpoint | Anchor]

app = typer.Typer(no_args_is_help=True, help="Verify, export and sign the audit trails.")

OfTenant = Annotated[str | None, typer.Option("--tenant", help="only this tenant")]
OfRoom = Annotated[str | None, typer.Option("--room", help=f"only this room: {', '.join(EVERYWHERE)}")]
Kept = Annotated[
    list[str] | None,
    typer.Option("--checkpoint", help="a checkpoint or a mark somebody kept, or a file of them; may be repeated"),
]
Exported = Annotated[Path | None, typer.Option("--file", help="an exported trail, instead of the databases")]
Keys = Annotated[Path | None, typer.Option("--keys", help="a PEM file with the platform's public keys")]


@app.command("verify")
def verify_command(
    tenant: OfTenant = None, room: OfRoom = None, checkpoint: Kept = None, file: Exported = None, keys: Keys = None
) -> None:
    """Find any edit, deletion, reordering, truncation or rewrite; exit 1 when something was found."""
    given = read_given(checkpoint or [])
    keyring = read_keyring(keys) if keys else trusted_keys(file)
    with written_trails(file) if file else stored_trails(tenant, room) as trails:
        found = verify_all(trails, keyring, given)
    report(found, keyring)


@app.command()
def export(
    tenant: Annotated[str, typer.Option("--tenant", help="whose trail")],
    room: OfRoom = None,
) -> None:
    """Write a tenant's trails to standard output as JSON lines, to be kept outside and verified with `--file`."""
    with stored_trails(tenant, room) as trails:
        for trail in trails:
            for line in lines_of(trail, SystemClock().now()):
                typer.echo(line)


@app.command()
def checkpoint(
    tenant: Annotated[str, typer.Option("--tenant", help="whose trail")],
    room: OfRoom = None,
) -> None:
    """Have each room sign where the tenant's trail ends now, and print it: keep it where the platform cannot reach."""
    context = Context(tenant=tenant, principal="command line", role="platform")
    amqp_uri = settings_of(GATEWAY).amqp_uri
    for each in rooms_named(room):
        try:
            typer.echo(rpc.call(amqp_uri, each, "make_checkpoint", context, timeout_s=MAKE_S)["line"])
        except NotFound as nothing:
            typer.echo(f"# {each}: {nothing.text}")


@app.command("make-key")
def make_key(file: Annotated[Path, typer.Argument(help="where to write the private key")]) -> None:
    """Make the platform's audit key: set `audit_key_file` of every room and of the gateway to this file."""
    if file.exists():
        fail(f"{file} is there already. Keep it: it vouches for the checkpoints it signed.")
    file.touch(mode=0o600)
    file.write_bytes(new_key())
    (id,) = read_keyring(file).public
    say(f"[green]✓[/green] {file} holds the private key {id}; nobody but the rooms needs to read it")


@app.command("public-keys")
def public_keys() -> None:
    """Print the public keys as PEM: publish them, and add them to the file when a new private key takes over."""
    typer.echo(trusted_keys(None).published(), nl=False)


def read_given(texts: Iterable[str]) -> Given:
    """Each text is a checkpoint, a mark, or the name of a file that has one a line (# begins a remark)."""
    given: Given = []
    for text in texts:
        lines = Path(text).read_text(encoding="utf-8").splitlines() if _is_file(text) else [text]
        said = [line.strip(AROUND) for line in lines if line.strip() and not line.lstrip().startswith("#")]
        given += [read_mark(line) if is_mark(line) else read_checkpoint(line) for line in said]
    return given


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:
        return False  # a name too long for a file is a checkpoint


def rooms_named(room: str | None) -> tuple[str, ...]:
    if room is not None and room not in EVERYWHERE:
        fail(f"There is no room named {room}: they are {', '.join(EVERYWHERE)}.")
    return (room,) if room else EVERYWHERE


@contextmanager
def written_trails(file: Path) -> Iterator[Iterable[Trail]]:
    """Those of an exported file, one after the other."""
    try:
        with file.open(encoding="utf-8") as lines:
            yield trails_in(lines)
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {error}")


@contextmanager
def stored_trails(tenant: str | None, room: str | None) -> Iterator[Iterable[Trail]]:
    """Those of the rooms' databases, one after the other."""
    with ExitStack() as stack:
        databases = {each: stack.enter_context(database_at(each)) for each in {*rooms_named(room), WITNESS}}
        yield (
            StoredTrail(each, databases[each], whose, databases[WITNESS])
            for each in rooms_named(room)
            for whose in tenants_with_a_trail(each, databases[each], databases[WITNESS])
            if tenant in (None, whose)
        )


@contextmanager
def database_at(room: str) -> Iterator[Database[Document]]:
    settings = settings_of(room)
    client = connect(settings.mongo_uri, "command line", pool=2)
    try:
        yield database_of(client, settings.database)
    except PyMongoError as error:
        fail(f"The database does not answer: {error}. Try: multaqa doctor")
    finally:
        client.close()


def trusted_keys(file: Path | None) -> Keyring:
    """The keys this house signs with; a file needs no database, so without `audit_key_file` none are known then."""
    settings = settings_of(GATEWAY)
    if file is not None and not settings.audit_key_file:
        return Keyring()
    with closing(connect(settings.mongo_uri, "command line", pool=2)) as client:
        return keyring_of(settings, client)


def report(found: Sequence[Findings], keyring: Keyring) -> None:
    """Say what was found, trail by trail; exit 1 unless all holds."""
    for findings in found:
        mark = "[bold red]✗[/bold red]" if findings.troubles else "[green]✓[/green]"
        say(f"{mark} {findings.tenant} in {findings.room}: {summary(findings)}")
        for trouble in findings.troubles:
            say(f"    [bold]{trouble.kind}[/bold] {escape(trouble.text)}")
        if findings.untold:
            say(f"    and {findings.untold:,} more")
    if not keyring.public:
        say("No public key is known here: signatures were not checked. Give --keys (/.well-known/multaqa-audit-keys).")
    if not found:
        fail("There is no trail of that here. If there was one, it is gone: keep the checkpoints and a backup.")
    if any(findings.troubles for findings in found):
        fail("At least one trail is not what was written. Change nothing, and keep the checkpoints and a backup.")


def summary(findings: Findings) -> str:
    said = [f"{findings.rows:,} rows linked", f"{findings.anchors} checkpoints compared"]
    said += [f"{findings.erased:,} without facts since an erasure"] if findings.erased else []
    said += [f"{findings.waiting:,} written and not linked yet"] if findings.waiting else []
    return ", ".join(said)
