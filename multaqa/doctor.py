"""What is wrong with this set-up, in words: each thing the house needs is looked at, and said how to put right."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from multaqa.nodes import SetupError
from multaqa.nodes.broker import SERVER
from multaqa.nodes.database import mongod
from multaqa.nodes.setup import NO_BROKER
from multaqa.settings import GATEWAY, ROOMS, SettingsError, environment, load

OLDEST, NEWEST = (3, 11), (3, 13)
DISK_NEEDED_GB = 3
MEMORY_NEEDED_GB = 3
GB = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `text` says how it is or, when not healthy, what to do."""

    subject: str
    healthy: bool
    text: str


def examine(folder: Path) -> list[Finding]:
    """Look at everything; `folder` is where ports, data and logs are kept."""
    return [
        _python(),
        _checked("broker", _broker),
        _checked("database", _database),
        _disk(folder),
        _memory(Path("/proc/meminfo")),
        *(_checked(f"settings of {room}", partial(_room, room)) for room in (*ROOMS, GATEWAY)),
    ]


def _checked(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, healthy=True, text=look())
    except (SetupError, SettingsError) as wrong:
        return Finding(subject, healthy=False, text=str(wrong))


def _python() -> Finding:
    running = sys.version_info[:2]
    if OLDEST <= running <= NEWEST:
        return Finding("Python", healthy=True, text=sys.version.split()[0])
    return Finding(
        "Python", healthy=False, text="3.11, 3.12 or 3.13 is needed: make clean, then make PYTHON=/path/to/it"
    )


def _broker() -> str:
    uri = environment("AMQP_URI")
    if uri:
        return _answers_amqp(uri)
    if not SERVER.exists():
        raise SetupError(NO_BROKER)
    return "RabbitMQ is installed; a private one is started when needed"


def _answers_amqp(uri: str) -> str:
    from multaqa.bus.link import Link

    link = Link(uri, name="doctor")
    link.start()
    try:
        if not link.wait_connected(5):
            raise SetupError(
                f"AMQP_URI is set, but nobody answers at {uri.rpartition('@')[2]}: start it, or unset AMQP_URI"
            )
    finally:
        link.stop()
    return f"AMQP_URI is used: {uri.rpartition('@')[2]} answers"


def _database() -> str:
    uri = environment("MONGO_URI")
    if not uri:
        return f"a private one is started when needed, from {mongod()}"
    try:
        with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=3000) as client:
            hello = client.admin.command("hello")
    except PyMongoError as error:
        raise SetupError(f"MONGO_URI is set, but nobody usable answers there: {error}") from error
    if "setName" not in hello:
        raise SetupError("MONGO_URI names a server without a replica set: transactions need one (mongod --replSet)")
    return f"MONGO_URI is used: replica set {hello['setName']}"


def _room(room: str) -> str:
    load(room)
    return "config.yml holds together"


def _disk(folder: Path) -> Finding:
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    free_gb = shutil.disk_usage(existing).free / GB
    if free_gb >= DISK_NEEDED_GB:
        return Finding("disk", healthy=True, text=f"{free_gb:.0f} GB free")
    return Finding(
        "disk", healthy=False, text=f"{free_gb:.1f} GB free under {existing}: make room for {DISK_NEEDED_GB} GB"
    )


def _memory(meminfo: Path) -> Finding:
    rows = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
    available_gb = int(rows["MemAvailable"].split()[0]) * 1024 / GB
    if available_gb >= MEMORY_NEEDED_GB:
        return Finding("memory", healthy=True, text=f"{available_gb:.0f} GB available")
    text = f"{available_gb:.1f} GB available: broker, database and ten processes want {MEMORY_NEEDED_GB} GB"
    return Finding("memory", healthy=False, text=text)
