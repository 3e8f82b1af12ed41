"""nameko's side of the store: what a service class declares to get units of work, files and a process pool."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from multaqa.clock import MovableClock, SystemClock
from multaqa.pool import Pool
from multaqa.settings import Settings
from multaqa.store import allowances, audit, due, inbox
from multaqa.store.audit.checkpoint import Checkpoints
from multaqa.store.client import connect, database_of
from multaqa.store.files import FileStore
from multaqa.store.repository import Rows
from multaqa.store.work import Call, Room, Works
from multaqa.tenancy import Context

SETTINGS = "multaqa.settings"
HEALTH = "multaqa.health"
CALL = "multaqa.call"
NOBODY = Context(tenant="", principal="nobody")


def settings_of(container: Any) -> Settings:
    settings: Settings = container.config[SETTINGS]
    return settings


def add_probe(container: Any, name: str, probe: Callable[[], str | None]) -> None:
    health = container.config.get(HEALTH)
    if health is not None:
        health.probes[name] = probe


def call_of(worker_ctx: Any) -> Call:
    """Why this worker runs; a worker of a foreign entrypoint runs on nobody's behalf."""
    return worker_ctx.data.get(CALL) or Call(NOBODY)


class RoomDatabase(SharedExtension):  # type: ignore[misc]
    """One client and one database for all of a process's units of work.

    nameko sets extensions up side by side, so whoever needs the room first opens it.
    """

    def __init__(self) -> None:
        self._opening = threading.Lock()
        self._room: Room | None = None

    @property
    def room(self) -> Room:
        with self._opening:
            if self._room is None:
                self._room = self._open()
            return self._room

    def setup(self) -> None:
        add_probe(self.container, "database", self._trouble)

    def _open(self) -> Room:
        settings = settings_of(self.container)
        client = connect(settings.mongo_uri, f"multaqa {settings.room}", pool=settings.workers + 20)
        clock = MovableClock(client) if settings.development else SystemClock()
        retention = timedelta(days=settings.retention_days)
        room = Room(settings.room, client, database_of(client, settings.database), clock, retention)
        ensure_kernel_indexes(room)
        return room

    def _trouble(self) -> str | None:
        self.room.client.admin.command("ping")
        return None

    def stop(self) -> None:
        self.room.client.close()


def ensure_kernel_indexes(room: Room) -> None:
    database = room.database
    database["commands"].create_index([("expires_at", 1)])
    database[inbox.INBOX].create_index([("expires_at", 1)])
    allowances.ensure_indexes(database)
    due.ensure_indexes(database)
    audit.ensure_indexes(database)
    Checkpoints.ensure_indexes(database)


class works(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`work = works(agreements=Agreements)`: units of work whose attributes are these repositories."""

    database = RoomDatabase()

    def __init__(self, **repositories: type[Rows]) -> None:
        self._repositories = repositories

    def setup(self) -> None:
        for repository in self._repositories.values():
            repository.ensure_indexes(self.database.room.database)

    def get_dependency(self, worker_ctx: Any) -> Works:
        return Works(self.database.room, call_of(worker_ctx), self._repositories)


class file_store(DependencyProvider):  # type: ignore[misc]  # noqa: N801
    """`files = file_store()`: the tenant's files, in the room's own database."""

    database = RoomDatabase()

    def get_dependency(self, worker_ctx: Any) -> FileStore:
        return FileStore(self.database.room.database, call_of(worker_ctx).context.tenant)


class process_pool(DependencyProvider):  # type: ignore[misc]  # noqa: N801
    """`pool = process_pool()`: CPU work away from the event loop, in processes of their own started at first use.

    Never forked: a forked MongoClient deadlocks, and a solver in the event loop starves the heartbeats.
    """

    def __init__(self, processes: int = 1) -> None:
        self._pool = Pool(processes)

    def get_dependency(self, _: Any) -> Pool:
        return self._pool

    def stop(self) -> None:
        self._pool.stop()
