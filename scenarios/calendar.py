"""The product's time, which the play moves on: to the day of the forum, then to three and six months of work."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from multaqa.clock import SystemClock
from multaqa.zone import CASABLANCA

WALL = SystemClock()
MORNING = time(9, 5, tzinfo=CASABLANCA)
"""The doors are open, and of the interviews of that day no more than the first have begun."""


class Calendar:
    """`told` is a time that the product just told; `move` moves the development clock of every process by seconds."""

    def __init__(self, told: datetime, move: Callable[[float], None]) -> None:
        self._ahead = told - WALL.now()
        self._move = move
        self.today = told.date()

    def now(self) -> datetime:
        return WALL.now() + self._ahead

    def in_days(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def move_to(self, day: date) -> None:
        """On to the morning of that day; a day that has begun already stays as it is."""
        ahead = datetime.combine(day, MORNING) - self.now()
        if ahead > timedelta():
            self._move(ahead.total_seconds())
            self._ahead += ahead


def months_after(day: date, months: int) -> date:
    """A day on which that many months have passed for certain, whatever the lengths of the months between."""
    return day + timedelta(days=31 * months)
