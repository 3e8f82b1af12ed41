"""Every message on the wire: one class per type and version, one module per publisher, one frozen sample per type."""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from multaqa.messages.base import MESSAGES, LocalText, Message

__all__ = ["SAMPLES", "LocalText", "Message", "catalogue", "sample"]

SAMPLES = Path(__file__).parent / "samples"


def catalogue() -> dict[str, type[Message]]:
    """Import the module of every publisher and return all messages by type."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return dict(sorted(MESSAGES.items()))


def sample(kind: str) -> dict[str, Any]:
    """The frozen sample of a type: a whole envelope, as it travels. It never changes while the version lives."""
    envelope: dict[str, Any] = json.loads((SAMPLES / f"{kind}.json").read_bytes())
    return envelope
