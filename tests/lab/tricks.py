"""What a parcel may do to a handler."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

FAILURES = 3
KILLED = 9
GATE_S = 30.0


class Poisoned(Exception):
    """The handler fails because of this very message."""


def play(place: str, works: Any, messages: Sequence[Any]) -> None:
    """Play the tricks that the messages hold for the handler at this place, each run on record first."""
    for message in messages:
        where, _, trick = message.facts["trick"].partition(":")
        if where == place:
            _play(TRICKS[trick], works, message, len(messages))


def _play(trick: Callable[[Any, Any], None], works: Any, message: Any, together: int) -> None:
    with works.reading() as ledger:
        ledger.attempts.note(message, together)
        trick(ledger, message)


def poison(ledger: Any, message: Any) -> None:
    raise Poisoned(message.subject)


def fail_thrice(ledger: Any, message: Any) -> None:
    if ledger.attempts.alone(message) <= FAILURES:
        raise Poisoned(message.subject)


def kill(ledger: Any, message: Any) -> None:
    os._exit(KILLED)


def wait(ledger: Any, message: Any) -> None:
    """Keep the lane busy until the test opens the gate named after the parcel."""
    deadline = time.monotonic() + GATE_S
    while not ledger.gates.is_open(message.subject) and time.monotonic() < deadline:
        time.sleep(0.02)


def nothing(ledger: Any, message: Any) -> None:
    """Be on record, and behave."""


TRICKS = {"nothing": nothing, "poison": poison, "fail_thrice": fail_thrice, "kill": kill, "wait": wait}
