"""Eventlet, begun in one way by rooms, tests and benchmarks: before anything else is imported."""

import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

from multaqa.settings import tell_library

LOOKUPS_AT_ONCE = 4
LOOKUPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "getnameinfo")


def begin() -> None:
    """Patch the standard library; names are looked up in threads, by the system's resolver.

    Eventlet's own resolver is dnspython, and with it all that dnspython loads: 8 of the 90 MB of an idle room.
    """
    tell_library("EVENTLET_NO_GREENDNS", "yes")
    import eventlet
    from eventlet import tpool
    from eventlet.green import socket as green_socket

    tpool.set_num_threads(LOOKUPS_AT_ONCE)
    for name in LOOKUPS:
        setattr(green_socket, name, aside(getattr(socket, name)))
    eventlet.monkey_patch()


def aside(blocking: Callable[..., Any]) -> Callable[..., Any]:
    """The same function in a thread of the system, while the event loop turns."""
    from eventlet import tpool

    @wraps(blocking)
    def run(*arguments: Any, **named: Any) -> Any:
        return tpool.execute(blocking, *arguments, **named)

    return run
