"""Every message on the wire: one class per type and version, one module per publisher."""

from importlib import import_module
from pkgutil import iter_modules

from multaqa.messages.base import MESSAGES, LocalText, Message

__all__ = ["LocalText", "Message", "catalogue"]


def catalogue() -> dict[str, type[Message]]:
    """Import the module of every publisher and return all messages by type."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return dict(sorted(MESSAGES.items()))
