"""A private MongoDB: one mongod as a replica set of one, because transactions and change streams need a replica set."""

import importlib.util
import shutil
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect

from multaqa.leash import Leash
from multaqa.nodes.node import READY_S, Node
from multaqa.nodes.ports import LOCAL, Ports
from multaqa.nodes.program import Program
from multaqa.nodes.setup import NO_DATABASE, SetupError
from multaqa.replica_set import initiate

REPLICA_SET = "multaqa"
CACHE_GB = 1
OPLOG_MB = 1024
SHUTDOWN_MS = 100
TRANSACTION_S = 10
HISTORY_S = 1
CHECKPOINT_S = 15


class Database(Node):
    name = "database"

    def __init__(self, folder: Path, ports: Ports, leash: Leash) -> None:
        self._folder = folder
        self._port = ports.free("mongo")
        self.program = Program(self._command(), folder / "database.log", leash, {})

    @property
    def mongo_uri(self) -> str:
        return f"mongodb://{LOCAL}:{self._port}/?replicaSet={REPLICA_SET}"

    def launch(self) -> None:
        (self._folder / "rows").mkdir(parents=True, exist_ok=True)
        super().launch()

    def is_ready(self) -> bool:
        """Whether it is primary; a server that was never part of a set is made one on the way."""
        with self._client() as client:
            try:
                return _is_primary(client)
            except AutoReconnect:
                return False

    def step_down(self, seconds: int = 5) -> None:
        """Give up being primary for so many seconds, as in an election."""
        with self._client() as client:
            try:
                client.admin.command("replSetStepDown", seconds, force=True)
            except AutoReconnect:
                return

    def wait_primary(self, within_s: float = READY_S) -> None:
        """Return when writes are taken again, after `step_down`."""
        self.wait_ready(within_s)

    def _client(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(LOCAL, self._port, directConnection=True, serverSelectionTimeoutMS=500)

    def _command(self) -> list[str]:
        return [
            *(str(mongod()), "--bind_ip", LOCAL, "--port", str(self._port), "--replSet", REPLICA_SET),
            *("--dbpath", str(self._folder / "rows"), "--nounixsocket", "--quiet"),
            *("--wiredTigerCacheSizeGB", str(CACHE_GB), "--oplogSize", str(OPLOG_MB)),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            # What a killed process leaves open would block others for Mongo's usual minute.
            *("--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_S}"),
            # There is no other member that could take over, so nobody is waited for.
            *("--setParameter", f"shutdownTimeoutMillisForSignaledShutdown={SHUTDOWN_MS}"),
            # The files of a dropped database stay open so long: tests drop one each, and twenty thousand are too many.
            *("--setParameter", f"minSnapshotHistoryWindowInSeconds={HISTORY_S}", "--syncdelay", str(CHECKPOINT_S)),
        ]


def mongod() -> Path:
    """The server to run: the one from our wheel, else one on PATH; SetupError when there is neither."""
    wheel = importlib.util.find_spec("fiftyone")
    for package in wheel.submodule_search_locations or [] if wheel else []:
        shipped = Path(package) / "db" / "bin" / "mongod"
        if shipped.exists():
            shipped.chmod(0o755)
            return shipped
    found = shutil.which("mongod")
    if found is None:
        raise SetupError(NO_DATABASE)
    return Path(found)


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    hello = client.admin.command("hello")
    if not hello["isWritablePrimary"] and "setName" not in hello:
        host, port = next(iter(client.nodes))
        initiate(client, REPLICA_SET, [f"{host}:{port}"])
    return bool(hello["isWritablePrimary"])
