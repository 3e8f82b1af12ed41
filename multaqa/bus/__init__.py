"""The bus: messages out of the outbox, into lanes, to handlers; what fails waits in tiers, then among the dead letters.

The names that need nameko (`subscribe`, `due`) are loaded when first asked for: a relay has no nameko.
"""

from typing import TYPE_CHECKING, Any

from multaqa.bus.envelope import Envelope, Received

if TYPE_CHECKING:
    from multaqa.bus.due import due
    from multaqa.bus.subscribe import subscribe

__all__ = ["Envelope", "Received", "due", "subscribe"]


def __getattr__(name: str) -> Any:
    """Import by name, then put the function in the place of its module: both are called the same."""
    if name in ("due", "subscribe"):
        from importlib import import_module

        found = getattr(import_module(f"multaqa.bus.{name}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
