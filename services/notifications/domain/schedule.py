"""When to try again: a pause for each attempt that failed, and then no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Schedule:
    """`jitter` is the share by which a pause may be longer or shorter, so that many do not come back at once."""

    pauses: tuple[timedelta, ...]
    jitter: float = 0.0

    @classmethod
    def of_milliseconds(cls, pauses: Iterable[int], jitter: float = 0.0) -> "Schedule":
        return cls(tuple(timedelta(milliseconds=pause) for pause in pauses), jitter)

    def after(self, attempts: int, at: datetime, luck: float) -> datetime | None:
        """The time of the next attempt after so many failed ones; None when it was the last. `luck` is in [0, 1)."""
        if attempts > len(self.pauses):
            return None
        return at + self.pauses[attempts - 1] * (1 + self.jitter * (2 * luck - 1))
