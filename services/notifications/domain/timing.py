"""When people are told: at a decent hour, not too often, several changes at once, and in time before what they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from multaqa.zone import CASABLANCA, day_of

Interview = Mapping[str, Any]
Change = Mapping[str, Any]
BEFORE = ("from_starts_at", "from_table")
MOVED, SCHEDULED, CANCELLED = "moved", "scheduled", "cancelled"


@dataclass(frozen=True)
class Timing:
    """`quiet` are the hours, in Morocco, at which nobody is written to unless they wait for it; None: there are none.

    `gather` is how long changes of an agenda wait for others; a person gets `most` mails `within` a time, and more
    only later; `leads` say how long before the first interview of a day it is reminded of.
    """

    quiet: tuple[time, time] | None
    gather: timedelta
    most: int
    within: timedelta
    leads: tuple[timedelta, ...]

    def decent(self, at: datetime) -> datetime:
        """The first instant from `at` on that is outside the quiet hours, which may hold midnight."""
        if self.quiet is None:
            return at
        (begins, ends), there = self.quiet, at.astimezone(CASABLANCA)
        spans = [_span(there.date() + timedelta(days=days), begins, ends) for days in (-1, 0)]
        return next((until for since, until in spans if since <= at < until), at)

    def free_at(self, sent_at: Sequence[datetime], at: datetime) -> datetime:
        """When there is room for one more mail to a person who was sent others at these instants."""
        recent = sorted(one for one in sent_at if one > at - self.within)
        return recent[-self.most] + self.within if len(recent) >= self.most else at


def _span(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """The quiet hours that begin on a day: they last to the next one when they end earlier than they begin."""
    last = day + timedelta(days=1) if ends <= begins else day
    return _at(day, begins), _at(last, ends)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, CASABLANCA).astimezone(UTC)


def reminders(interviews: Sequence[Interview], leads: Sequence[timedelta]) -> dict[tuple[date, timedelta], datetime]:
    """When to remind of each day with interviews: so long before the first of that day."""
    firsts: dict[date, datetime] = {}
    for one in interviews:
        day = day_of(one["starts_at"])
        firsts[day] = min(one["starts_at"], firsts.get(day, one["starts_at"]))
    return {(day, lead): first - lead for day, first in firsts.items() for lead in leads}


def merged(earlier: Sequence[Change], later: Sequence[Change]) -> list[Change]:
    """The changes of an agenda as one: what somebody was told last against what is now; what came to nothing is left.

    A change is {change, interview, from_starts_at, from_table, reason}, as the message of a changed agenda has it.
    """
    last = {one["interview"]["interview_id"]: one for one in later}
    known = {one["interview"]["interview_id"]: one for one in earlier}
    both = [_as_one(one, last.get(id)) for id, one in known.items()]
    return [*(one for one in both if one), *(one for id, one in last.items() if id not in known)]


def _as_one(first: Change, last: Change | None) -> Change | None:
    if last is None:
        return first
    if first["change"] == SCHEDULED:
        return None if last["change"] == CANCELLED else {**last, **_before(None), "change": SCHEDULED}
    before = _before(first["interview"]) if first["change"] == CANCELLED else {name: first[name] for name in BEFORE}
    now = (last["interview"]["starts_at"], last["interview"]["table"])
    if last["change"] == CANCELLED:
        return last
    return None if now == tuple(before.values()) else {**last, **before, "change": MOVED}


def _before(interview: Interview | None) -> dict[str, Any]:
    told = (interview["starts_at"], interview["table"]) if interview else (None, None)
    return dict(zip(BEFORE, told, strict=True))
