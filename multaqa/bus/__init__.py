"""The bus: messages out of the outbox, into lanes, to handlers; what fails waits in tiers, then among the dead letters.

The names that need nameko (`subscribe`, `due`) are loaded when first asked for: a relay has no nameko.
"""

from typing import TYPE_CHECKING, Any

from multaqa.bus.envelope import Envelope, Received

if TYPE_CHECKING:
    from multaqa.bus.appointment import due
    from multaqa.bus.subscription import subscribe

__all__ = ["Envelope", "Received", "due", "subscribe"]


_OF_NAMEKO = {"due": "appointment", "subscribe": "subscription"}


def __getattr__(name: str) -> Any:
    if name in _OF_NAMEKO:
        from importlib import import_module

        return getattr(import_module(f"multaqa.bus.{_OF_NAMEKO[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
