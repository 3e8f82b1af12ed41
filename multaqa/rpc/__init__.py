"""RPC: a room's methods, called through the broker with a deadline. Only the gateway calls rooms."""

from typing import TYPE_CHECKING, Any

from multaqa.rpc.client import RpcClient, call

if TYPE_CHECKING:
    from multaqa.rpc.rooms import Rooms
    from multaqa.rpc.server import perform, rpc

__all__ = ["Rooms", "RpcClient", "call", "perform", "rpc"]

_OF_NAMEKO = {"Rooms": "rooms", "perform": "server", "rpc": "server"}


def __getattr__(name: str) -> Any:
    if name in _OF_NAMEKO:
        from importlib import import_module

        return getattr(import_module(f"multaqa.rpc.{_OF_NAMEKO[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
