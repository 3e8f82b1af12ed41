"""How the kernel runs a handler of a message or of due work: until it commits, or fails for a reason of its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from multaqa.store.rerun import rerun
from multaqa.store.work import NotCommitted

Handler = Callable[[Any, Any], Any]


def until_committed(method: Handler, *, again: bool = True) -> Handler:
    """Wrap a service's method so that a return without commit is a failure, and a transient error runs it again.

    `again=False` is for a handler with an effect outside of the database: it is run once, its lease brings it back.
    """

    @wraps(method)
    def run(service: Any, subject: Any) -> None:
        def once() -> None:
            method(service, subject)
            if not service.work.call.committed:
                raise NotCommitted(f"{method.__qualname__} returned without commit")

        rerun(once) if again else once()

    return run
