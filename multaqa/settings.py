"""A room's knobs: all of them in its `config.yml`, checked at start. The only module that reads the environment."""

import importlib.util
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z][A-Z0-9_]*)(:(?P<default>[^}]*))?\}")
ROOMS = ("partners", "events", "matching", "notifications")
GATEWAY = "gateway"


class SettingsError(Exception):
    """A `config.yml` that cannot be used, with what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`own` holds the knobs that only this room has. Durations carry their unit in the name."""

    room: str
    amqp_uri: str
    mongo_uri: str
    database: str
    ops_port: int = 0
    ops_host: str = "127.0.0.1"
    http_port: int = 8000
    http_host: str = "127.0.0.1"
    workers: int = 64
    prefetch_total: int = 2000
    tiers_ms: tuple[int, ...] = (1_000, 10_000, 60_000, 600_000)
    max_message_bytes: int = 262_144
    confirm_timeout_s: float = 5.0
    rpc_timeout_s: float = 10.0
    silence_s: float = 0.6
    drain_s: float = 20.0
    heartbeat_s: float = 10.0
    retention_days: int = 30
    due_poll_s: float = 0.5
    management_url: str = ""
    development: bool = False
    audit_key_file: str = ""
    own: dict[str, Any] = field(default_factory=dict)


def package_of(room: str) -> str:
    return GATEWAY if room == GATEWAY else f"services.{room}"


def folder_of(room: str) -> Path:
    """The room's folder, found without importing the room."""
    package = package_of(room)
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError(f"There is no room named {room!r}: {package} is no package here.")
    return Path(next(iter(spec.submodule_search_locations)))


def load(room: str, environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the room's `config.yml`; SettingsError says which knob is wrong."""
    path = folder_of(room) / "config.yml"
    return read(path, environment)


def read(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    known = os.environ if environment is None else environment
    knobs = yaml.safe_load(_filled(path.read_text(encoding="utf-8"), known, path))
    unknown = set(knobs) - {knob.name for knob in fields(Settings)}
    if unknown:
        raise SettingsError(f"{path}: unknown knobs: {', '.join(sorted(unknown))}.")
    return _checked(path, knobs)


def environment(name: str, default: str = "") -> str:
    """One variable of the environment, for the command line; rooms read their `config.yml` only."""
    return os.environ.get(name, default)


def process_environment(**changed: str) -> dict[str, str]:
    """The environment for a child process: this one's, with what is changed."""
    return {**os.environ, **changed}


def tell_library(name: str, value: str) -> None:
    """For a library that can be told nothing but by the environment, before it is imported."""
    os.environ[name] = value


def _filled(text: str, known: Mapping[str, str], path: Path) -> str:
    def value(match: re.Match[str]) -> str:
        found = known.get(match["name"], match["default"])
        if found is None:
            raise SettingsError(f"{path}: the environment variable {match['name']} is not set and has no default.")
        return found

    return _VARIABLE.sub(value, text)


def _checked(path: Path, knobs: dict[str, Any]) -> Settings:
    if "tiers_ms" in knobs:
        tiers = knobs["tiers_ms"]
        knobs["tiers_ms"] = tuple(int(tier) for tier in (tiers.split(",") if isinstance(tiers, str) else tiers))
    try:
        settings = Settings(**knobs)
    except TypeError as error:
        raise SettingsError(f"{path}: {error}.") from error
    for name in ("workers", "prefetch_total", "max_message_bytes", "drain_s", "heartbeat_s", "rpc_timeout_s"):
        if not isinstance(getattr(settings, name), int | float) or getattr(settings, name) <= 0:
            raise SettingsError(f"{path}: {name} must be a number above 0.")
    if not isinstance(settings.development, bool):
        raise SettingsError(f"{path}: development must be true or false.")
    return settings
