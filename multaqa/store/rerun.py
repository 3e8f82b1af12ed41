"""Running a handler again when the database, not the handler, was the trouble."""

import random
import threading
import time
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import pymongo

from multaqa.errors import Conflict, Unavailable
from multaqa.store.commands import Repeated
from multaqa.store.transient import is_conflict, is_race, is_taken, is_transient

Answer = TypeVar("Answer")

giving_up = threading.Event()
"""Set when the process must end: who waits for a database that is away stops waiting."""

RACES = 5
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 1.0
_LONGEST_AFTER_CONFLICT_S = 0.08
"""Others write the same rows and are done soon: who has lost often must not try more rarely than who comes now."""
LEAST_S = 0.2
"""What is begun with less time left can only fail, and takes others along: a connection that is cut off while it is
made counts as a database that is away, and everybody waits for the driver to find it again. Five hundred calls that had
waited for a room to come back were late together, and each new one became late behind them.
"""


def rerun(run: Callable[[], Answer], *, until: float | None = None) -> Answer:
    """Run, and run again on a transient error, with growing jittered pauses, until `until` (seconds since the epoch).

    The database, too, is waited for until then at most.

    What has less than LEAST_S left is Unavailable at once, and not begun.

    Without `until` there is no bound but `giving_up`: a message has time. A race (a stale version, a duplicate key)
    is decided again at most RACES times, then raised. A command done before gives its stored answer.
    """
    attempt = races = 0
    while True:
        try:
            return _within(run, until)
        except Repeated as repeated:
            answer: Answer = _of(repeated)
            return answer
        except Exception as error:
            races += is_race(error)
            if not (is_transient(error) or (is_race(error) and races <= RACES)):
                raise _settled(error) from error
            attempt += 1
            _pause(attempt, until, error)


def _within(run: Callable[[], Answer], until: float | None) -> Answer:
    """Bind every operation of the driver to the deadline: a database that is frozen keeps nobody longer."""
    if until is None or not isfinite(until):
        return run()
    if is_late(until):
        raise too_late()
    with pymongo.timeout(until - time.time()):
        return run()


def is_late(until: float | None) -> bool:
    return until is not None and until - time.time() < LEAST_S


def too_late() -> Unavailable:
    text = "The database did not answer in time. Repeat the request, with the same Idempotency-Key."
    return Unavailable("database.unavailable", text)


def _of(repeated: Repeated) -> Any:
    if isinstance(repeated.answer, Exception):
        raise repeated.answer from None
    return repeated.answer


def _settled(error: Exception) -> Exception:
    """A key that stays taken is a conflict with what is stored, whoever asks."""
    if is_taken(error):
        return Conflict("store.taken", "Something with the same identity is there already.")
    return error


def _pause(attempt: int, until: float | None, error: Exception) -> None:
    most = _LONGEST_AFTER_CONFLICT_S if is_conflict(error) else _LONGEST_PAUSE_S
    longest = min(most, _FIRST_PAUSE_S * 2.0 ** min(attempt, 10))
    pause = random.uniform(longest / 2, longest)  # noqa: S311 (jitter)
    if giving_up.is_set() or (until is not None and time.time() + pause >= until):
        raise too_late() from error
    time.sleep(pause)
