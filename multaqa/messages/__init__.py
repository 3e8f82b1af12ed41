"""Every message on the wire: one class per type and version, one module per publisher, one frozen sample per type."""

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import yaml

from multaqa.messages.base import MESSAGES, LocalText, Message

__all__ = ["SAMPLES", "LocalText", "Message", "catalogue", "history", "public_fields", "sample"]

SAMPLES = Path(__file__).parent / "samples"
HISTORY = Path(__file__).parent / "history.yml"


def catalogue() -> dict[str, type[Message]]:
    """Import the module of every publisher and return all messages by type."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return dict(sorted(MESSAGES.items()))


@cache
def public_fields() -> dict[str, frozenset[str]]:
    """The public types, each with the names of its fields."""
    return {name: frozenset(message().fields) for name, message in catalogue().items() if message.public}


def sample(kind: str) -> dict[str, Any]:
    """The frozen sample of a type: a whole envelope, as it travels. It never changes while the version lives."""
    envelope: dict[str, Any] = json.loads((SAMPLES / f"{kind}.json").read_bytes())
    return envelope


def history(kind: str) -> list[dict[str, Any]]:
    """What a public type has told since when, in all its versions: the days, each with the fields that came then."""
    name = kind.rpartition(".v")[0]
    versions = {int(one.rpartition(".v")[2]): told for one, told in _histories().items() if one.startswith(f"{name}.v")}
    return [
        {"version": version, "since": entry["since"].isoformat(), "added": entry["added"]}
        for version, told in sorted(versions.items())
        for entry in told
    ]


@cache
def _histories() -> dict[str, list[dict[str, Any]]]:
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load(HISTORY.read_text(encoding="utf-8"))
    return read
