"""The timetables of runs as they are kept: compared with each other, and restored as far as they still can be."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.matching.domain.desks import can_be_received
from services.matching.domain.limits import Table
from services.matching.domain.offer import Offer
from services.matching.domain.timetable import Meeting, TimetableRun

CHANGES = ("moved", "gained", "lost")


@dataclass(frozen=True)
class KeptMeeting:
    """A meeting of a run; the candidate under their pseudonym."""

    candidate: str
    offer_id: str
    organisation_id: str
    table_id: str
    slot: int
    score: float

    @classmethod
    def of(cls, meeting: Meeting) -> "KeptMeeting":
        offer = meeting.offer
        return cls(
            meeting.candidate_id, offer.id, offer.organisation_id, meeting.table.id, meeting.slot, meeting.score
        )  # fmt: skip


@dataclass(frozen=True)
class KeptTimetable:
    meetings: tuple[KeptMeeting, ...]


Places = dict[tuple[str, str], tuple[datetime, str]]


def _places(run: TimetableRun, kept: KeptTimetable) -> Places:
    """By candidate and organisation, when and at which table they meet."""
    return {(one.candidate, one.organisation_id): (run.grid.starts(one.slot), one.table_id) for one in kept.meetings}


def _changes(before: Places, after: Places) -> Iterator[tuple[str, str]]:
    """For each pair of either timetable its candidate, and what became of their meeting."""
    for pair in before.keys() | after.keys():
        if pair not in after:
            yield pair[0], "lost"
        elif pair not in before:
            yield pair[0], "gained"
        else:
            yield pair[0], "kept" if before[pair] == after[pair] else "moved"


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side; `persons` counts by candidate what became of their meetings."""

    before: TimetableRun
    after: TimetableRun
    persons: dict[str, Counter[str]]

    @classmethod
    def of(
        cls, before: TimetableRun, kept_before: KeptTimetable, after: TimetableRun, kept_after: KeptTimetable
    ) -> "Comparison":
        persons: dict[str, Counter[str]] = {}
        for candidate, change in _changes(_places(before, kept_before), _places(after, kept_after)):
            persons.setdefault(candidate, Counter())[change] += 1
        return cls(before, after, persons)

    def facts(self, names: Mapping[str, str], most: int) -> dict[str, Any]:
        """Those whose meetings changed most first, at most so many; who was erased stays under the pseudonym."""
        in_all = sum(self.persons.values(), Counter[str]())
        changed = {one: counts for one, counts in self.persons.items() if any(counts[name] for name in CHANGES)}
        ranked = sorted(changed.items(), key=lambda pair: (-sum(pair[1][name] for name in CHANGES), pair[0]))
        return {
            "before": self.before.facts(),
            "after": self.after.facts(),
            "meetings": _counted(in_all),
            "persons_changed": len(changed),
            "persons": [{"candidate_id": names.get(one, one), **_counted(counts)} for one, counts in ranked[:most]],
        }


def _counted(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("kept", *CHANGES)}


def restored(
    kept: KeptTimetable,
    persons: Mapping[str, str],
    offers: Mapping[str, Offer],
    tables: Mapping[str, Collection[Table]],
) -> tuple[Meeting, ...]:
    """What can still be held: who is known by their pseudonym, of offers that stand, at tables that are there, where
    there is somebody to receive them; of several that cannot all be received the first."""
    table_of = {(organisation, table.id): table for organisation, own in tables.items() for table in own}
    meetings: list[Meeting] = []
    received: dict[tuple[str, int], list[Offer]] = defaultdict(list)
    for one in kept.meetings:
        offer, person = offers.get(one.offer_id), persons.get(one.candidate)
        table = table_of.get((offer.organisation_id, one.table_id)) if offer else None
        if offer and person and table:
            then = received[offer.organisation_id, one.slot]
            if can_be_received([*then, offer]):
                then.append(offer)
                meetings.append(Meeting(person, offer, one.score, table, one.slot))
    return tuple(meetings)


def figures_of(run: TimetableRun, meetings: Collection[Meeting]) -> dict[str, Any]:
    """The run's figures, with the interviews that were restored; the allocation's own are what they were then."""
    known = asdict(run.figures) if run.figures else {}
    return {**known, "interviews": len(meetings), "with_interview": len({one.candidate_id for one in meetings})}
