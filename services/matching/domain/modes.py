"""How interviews that people ask for come about: whether a request waits for an answer, and who gives the times."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.grid import SlotGrid
from services.matching.domain.wording import Fault, fault

REQUESTS = ("opt_in", "automatic")
TIMES = ("people_pick", "organiser_schedules")
SLOTS = ("starts_at", "slot_minutes", "slots_per_day")


@dataclass
class InterviewModes:
    """One row per edition; where there is none, nobody asks for interviews there.

    opt_in: the side that is asked accepts or declines; automatic: what is asked is accepted.
    people_pick: an accepted request has a slot of `grid` at once; organiser_schedules: it comes first in the next run.
    """

    id: str
    edition_id: str
    requests: str = "opt_in"
    times: str = "organiser_schedules"
    grid: SlotGrid | None = None
    stated_at: datetime | None = None
    version: int = 0

    def state(self, facts: Mapping[str, Any], *, booked: bool, walk_slots: int, at: datetime) -> None:
        """Refused from the first booking on: people relied on the modes they asked under."""
        if booked:
            raise Refused("modes.in_use", "Interviews of this edition are booked: its modes stay as they are.")
        if faults := list(_faults(facts)):
            raise Invalid("modes.invalid", "These modes cannot be used.", errors=faults)
        self.requests, self.times, self.stated_at = facts["requests"], facts["times"], at
        self.grid = SlotGrid.asked(facts, walk_slots) if self.people_pick else None

    @property
    def people_pick(self) -> bool:
        return self.times == "people_pick"

    @property
    def automatic(self) -> bool:
        return self.requests == "automatic"

    def facts(self) -> dict[str, Any]:
        grid = self.grid
        slots = None
        if grid:
            slots = [
                {"slot": slot, "starts_at": grid.starts(slot).isoformat(), "ends_at": grid.ends(slot).isoformat()}
                for slot in range(grid.slots)
            ]
        facts = asdict(self)
        stated_at = self.stated_at.isoformat() if self.stated_at else None
        return {name: facts[name] for name in ("edition_id", "requests", "times")} | {
            "slots": slots,
            "stated_at": stated_at,
        }


def _faults(facts: Mapping[str, Any]) -> Iterator[Fault]:
    for name, known in (("requests", REQUESTS), ("times", TIMES)):
        if facts.get(name) not in known:
            yield fault(f"/{name}", "modes.unknown", f"It is one of {', '.join(known)}.")
    for name in SLOTS:
        if facts.get("times") == "people_pick" and facts.get(name) is None:
            yield fault(f"/{name}", "modes.slots_needed", "People pick among slots: say which there are.")
