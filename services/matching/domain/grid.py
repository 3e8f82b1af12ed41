"""The slots of an edition: so many a day, one after the other, at the same hours of Moroccan clocks each day.

Slots that a break touches are left out: what is numbered can be used. Between two interviews of one person lies the
time to walk, in slots.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any

from multaqa.errors import Invalid
from multaqa.zone import CASABLANCA, day_of
from services.matching.domain.wording import Fault, fault

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class ClockHours:
    """From one hour of Moroccan clocks to another, every day."""

    starts: str
    ends: str

    @property
    def is_backwards(self) -> bool:
        return self.ends <= self.starts

    def contain(self, starts: datetime, ends: datetime) -> bool:
        first, last = self._on_the_day_of(starts)
        return first <= starts and ends <= last

    def _on_the_day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        day = day_of(moment)
        first, last = (datetime.combine(day, time.fromisoformat(one), CASABLANCA) for one in (self.starts, self.ends))
        return first, last


@dataclass(frozen=True)
class Break(ClockHours):
    """Lunch, or a prayer."""

    def touches(self, starts: datetime, ends: datetime) -> bool:
        first, last = self._on_the_day_of(starts)
        return starts < last and first < ends


@dataclass(frozen=True)
class SlotGrid:
    starts_at: datetime
    slot_minutes: int
    slots_per_day: int
    days: int = 1
    breaks: tuple[Break, ...] = field(default=())
    walk_slots: int = 0

    @classmethod
    def asked(cls, facts: Mapping[str, Any], walk_slots: int = 1) -> "SlotGrid":
        grid = cls(
            starts_at=datetime.fromisoformat(facts["starts_at"]),
            slot_minutes=facts["slot_minutes"],
            slots_per_day=facts["slots_per_day"],
            days=facts.get("days") or 1,
            breaks=tuple(Break(**one) for one in facts.get("breaks") or ()),
            walk_slots=walk_slots if facts.get("walk_slots") is None else facts["walk_slots"],
        )
        if faults := list(grid._faults()):
            raise Invalid("timetable.invalid", "These slots cannot be used.", errors=faults)
        return grid

    def _faults(self) -> Iterator[Fault]:
        for name in ("slot_minutes", "slots_per_day", "days"):
            if getattr(self, name) < 1:
                yield fault(f"/{name}", "timetable.too_few", "At least one is needed.")
        if self.slot_minutes * self.slots_per_day > DAY_MINUTES:
            yield fault("/slots_per_day", "timetable.longer_than_a_day", "The slots do not fit into a day.")
        if self.starts_at.tzinfo is None:
            yield fault("/starts_at", "timetable.without_offset", "The start needs its offset from UTC.")
        backwards = [place for place, one in enumerate(self.breaks) if one.is_backwards]
        for place in backwards:
            yield fault(f"/breaks/{place}/ends", "timetable.break_backwards", "A break ends after it starts.")
        if self.breaks and self.starts_at.tzinfo and not backwards and not self._times:
            yield fault("/breaks", "timetable.no_time_left", "The breaks leave no slot.")

    @cached_property
    def _times(self) -> tuple[datetime, ...]:
        """When each slot starts."""
        first, length = self.starts_at.astimezone(CASABLANCA), timedelta(minutes=self.slot_minutes)
        opens = [(first + timedelta(days=day)).astimezone(UTC) for day in range(self.days)]  # days as clocks count them
        every = [day + place * length for day in opens for place in range(self.slots_per_day)]
        return tuple(at for at in every if not any(one.touches(at, at + length) for one in self.breaks))

    @property
    def slots(self) -> int:
        return len(self._times)

    @property
    def near(self) -> tuple[tuple[int, ...], ...]:
        """Of each slot the ones that leave no time to walk from it or to it, itself among them."""
        walk = timedelta(minutes=self.slot_minutes * (self.walk_slots + 1))
        return tuple(
            tuple(other for other, start in enumerate(self._times) if abs(start - starts) < walk)
            for starts in self._times
        )

    @property
    def day_of(self) -> tuple[int, ...]:
        """Of each slot the day, counted from the first."""
        first = day_of(self.starts_at)
        return tuple((day_of(starts) - first).days for starts in self._times)

    @cached_property
    def slot_at(self) -> dict[datetime, int]:
        """The slot that starts then."""
        return {starts: slot for slot, starts in enumerate(self._times)}

    def before(self, until: datetime) -> frozenset[int]:
        """The slots that start before then."""
        return frozenset(slot for slot, starts in enumerate(self._times) if starts < until)

    def within(self, hours: ClockHours) -> tuple[int, ...]:
        """The slots that lie in these hours."""
        return tuple(slot for slot in range(self.slots) if hours.contain(self.starts(slot), self.ends(slot)))

    def starts(self, slot: int) -> datetime:
        return self._times[slot]

    def ends(self, slot: int) -> datetime:
        return self.starts(slot) + timedelta(minutes=self.slot_minutes)
