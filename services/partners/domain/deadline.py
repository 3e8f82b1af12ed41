"""Deadlines: days an agreement or a commitment must not miss, and the mornings on which to remind of them.

A day is a day in Morocco. A reminder is given once; where several have come due at once (the house was away, the day
was moved), only the most pressing of them is.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from multaqa.zone import CASABLANCA, day_of, start_of
from services.partners.domain.wording import LocalText

MORNING = time(8)
REMINDED_DAYS = (180, 90, 30, 7)
KINDS = ("expiry", "notice", "commitment")


def morning_of(day: date) -> datetime:
    """Eight o'clock in Morocco, in UTC."""
    return datetime.combine(day, MORNING, CASABLANCA).astimezone(UTC)


@dataclass
class Deadline:
    """`on` is the day, `since` the instant it was set or moved, `reminded` the days before it that were told.

    `seen` is the instant up to which its turns are done: whoever plans the next one anew never skips one that is due.
    """

    id: str
    kind: str
    agreement_id: str
    on: date
    title: LocalText
    organisations: tuple[str, ...]
    since: datetime
    seen: datetime
    commitment_id: str | None = None
    reminded: list[int] = field(default_factory=list)
    is_open: bool = True
    version: int = 0

    def take_over(self, wanted: "Deadline") -> None:
        """Follow what the deadline is about; a day that moved is reminded of anew."""
        self.title, self.organisations = wanted.title, wanted.organisations
        if wanted.on != self.on:
            self.on, self.since, self.seen, self.reminded = wanted.on, wanted.since, wanted.seen, []
        self.reopen(wanted.seen)

    def close(self) -> None:
        """Nobody has to be reminded any more."""
        self.is_open = False

    def reopen(self, now: datetime) -> None:
        """What came while it was closed is not made up for."""
        if not self.is_open:
            self.is_open, self.seen = True, now

    def remind(self, now: datetime) -> int | None:
        """How many days before the deadline to remind of it now; None when there is nothing to tell."""
        come = [days for days in REMINDED_DAYS if self.seen < self._morning(days) <= now]
        self.seen = max(self.seen, now)
        if not come or not self.is_open or self.is_past(now):
            return None
        self.reminded += come
        return min(come)

    @property
    def next_turn(self) -> datetime | None:
        """When to look at it again: the next reminder, or the end of a commitment's day, whose owner is late then."""
        return min((turn for turn in self._turns() if turn > self.seen), default=None) if self.is_open else None

    def _turns(self) -> Iterable[datetime]:
        yield from (self._morning(days) for days in REMINDED_DAYS)
        if self.commitment_id:
            yield start_of(self.on + timedelta(days=1))

    def _morning(self, days: int) -> datetime:
        return morning_of(self.on - timedelta(days=days))

    def is_past(self, now: datetime) -> bool:
        return day_of(now) > self.on

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "agreement_id": self.agreement_id,
            "commitment_id": self.commitment_id,
            "on": self.on.isoformat(),
            "title": asdict(self.title),
            "organisations": list(self.organisations),
        }
