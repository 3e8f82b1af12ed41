"""Private nodes: a RabbitMQ and a MongoDB of our own under one folder, started together and ended with us.

    with nodes(Path(".multaqa/demo")) as started:
        started.amqp_uri, started.mongo_uri, started.management_url
        started.broker.kill(); started.broker.start()          # the faults suite

`AMQP_URI` and `MONGO_URI`, where set, are used instead of a server of our own.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from multaqa.leash import Leash
from multaqa.nodes.broker import Broker
from multaqa.nodes.database import Database
from multaqa.nodes.ports import Ports
from multaqa.nodes.setup import SetupError
from multaqa.settings import environment

__all__ = ["Broker", "Database", "Leash", "Nodes", "Ports", "SetupError", "nodes", "private_nodes"]


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where the broker and the database are; `broker` and `database` are None where somebody else's are used."""

    root: Path
    leash: Leash
    ports: Ports
    amqp_uri: str
    mongo_uri: str
    management_url: str
    broker: Broker | None
    database: Database | None

    def variables(self) -> dict[str, str]:
        """What a process must find in its environment to use these nodes."""
        return {"AMQP_URI": self.amqp_uri, "MONGO_URI": self.mongo_uri, "MANAGEMENT_URL": self.management_url}


@contextmanager
def nodes(root: Path, *, fresh: bool = False) -> Iterator[Nodes]:
    """Start what is not named by AMQP_URI and MONGO_URI, wait until it serves, and end it on the way out.

    root: the folder of ports, data and logs, made when missing. fresh: begin without data, and keep none at the end.
    SetupError: something is missing, does not start, or another run holds the folder.
    """
    with _started(root, environment("AMQP_URI"), environment("MONGO_URI"), fresh=fresh) as started:
        yield started


@contextmanager
def private_nodes(root: Path, *, fresh: bool = False) -> Iterator[Nodes]:
    """Like `nodes`, but always with servers of our own: for tests that kill them."""
    with _started(root, "", "", fresh=fresh) as started:
        yield started


@contextmanager
def _started(root: Path, amqp_uri: str, mongo_uri: str, *, fresh: bool) -> Iterator[Nodes]:
    root = root.absolute()
    with ExitStack() as stack:
        stack.enter_context(_held(root))
        leash = stack.enter_context(Leash())
        ports = Ports(root / "nodes.json")
        broker = None if amqp_uri else Broker(_folder(root, "broker", fresh=fresh), ports, leash)
        database = None if mongo_uri else Database(_folder(root, "database", fresh=fresh), ports, leash)
        ours = [node for node in (database, broker) if node is not None]
        for node in ours:
            stack.callback(node.close, gently=not fresh)
            node.launch()
        for node in ours:
            node.wait_ready()
        yield Nodes(
            root=root,
            leash=leash,
            ports=ports,
            amqp_uri=broker.amqp_uri if broker else amqp_uri,
            mongo_uri=database.mongo_uri if database else mongo_uri,
            management_url=broker.management_url if broker else environment("MANAGEMENT_URL"),
            broker=broker,
            database=database,
        )


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Only one run at a time uses a folder; the lock goes with its holder, even after `kill -9`."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(f"Another run is using {root}. End it first (Ctrl-C where it runs).") from error
        yield


def _folder(root: Path, name: str, *, fresh: bool) -> Path:
    folder = root / name
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    return folder
