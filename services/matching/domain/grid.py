"""The slots of an edition: so many a day, one after the other, at the same hour each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from multaqa.errors import Invalid
from services.matching.domain.wording import Fault, fault

DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class SlotGrid:
    starts_at: datetime
    slot_minutes: int
    slots_per_day: int
    days: int = 1

    @classmethod
    def asked(cls, facts: Mapping[str, Any]) -> "SlotGrid":
        grid = cls(
            starts_at=datetime.fromisoformat(facts["starts_at"]),
            slot_minutes=facts["slot_minutes"],
            slots_per_day=facts["slots_per_day"],
            days=facts.get("days") or 1,
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

    @property
    def slots(self) -> int:
        return self.slots_per_day * self.days

    def starts(self, slot: int) -> datetime:
        day, place = divmod(slot, self.slots_per_day)
        return self.starts_at + timedelta(days=day, minutes=place * self.slot_minutes)

    def ends(self, slot: int) -> datetime:
        return self.starts(slot) + timedelta(minutes=self.slot_minutes)
