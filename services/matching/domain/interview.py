"""An interview: planned at a table and a slot, then held or not; and a candidate's agenda of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.grid import SlotGrid
from services.matching.domain.limits import Table
from services.matching.domain.timetable import Meeting, TimetableRun
from services.matching.domain.wording import LocalText, fault

OUTCOMES = ("held", "not_held")
RATINGS = range(1, 6)


@dataclass(frozen=True)
class Place:
    starts_at: datetime
    table: str


@dataclass
class Interview:
    id: str
    edition_id: str
    run_id: str
    candidate_id: str
    offer_id: str
    organisation_id: str
    sector: str
    table_id: str
    table: str
    slot: int
    starts_at: datetime
    ends_at: datetime
    score: float
    state: str = "planned"
    rating: int | None = None
    next_step: str | None = None
    recorded_at: datetime | None = None
    kind: str = "interview"
    corrections: int = 0
    version: int = 0

    @classmethod
    def planned(cls, interview_id: str, run: TimetableRun, meeting: Meeting) -> "Interview":
        return cls(
            id=interview_id,
            edition_id=run.edition_id,
            run_id=run.id,
            candidate_id=meeting.candidate_id,
            offer_id=meeting.offer.id,
            organisation_id=meeting.offer.organisation_id,
            sector=meeting.offer.sector,
            table_id=meeting.table.id,
            table=meeting.table.label,
            slot=meeting.slot,
            starts_at=run.grid.starts(meeting.slot),
            ends_at=run.grid.ends(meeting.slot),
            score=meeting.score,
            kind=meeting.offer.kind,
        )

    def move(self, grid: SlotGrid, slot: int, table: Table) -> Place:
        """Give it another slot or table; where it was."""
        was = Place(self.starts_at, self.table)
        self.slot, self.table_id, self.table = slot, table.id, table.label
        self.starts_at, self.ends_at = grid.starts(slot), grid.ends(slot)
        return was

    def taken_over(self, run: TimetableRun, meeting: Meeting) -> Place | None:
        """Be part of this run instead; where it was, if that is elsewhere."""
        was = self.move(run.grid, meeting.slot, meeting.table)
        self.run_id, self.score, self.organisation_id = run.id, meeting.score, meeting.offer.organisation_id
        return None if was == Place(self.starts_at, self.table) else was

    def has_begun(self, now: datetime) -> bool:
        """It is under way or over, or somebody said already how it went."""
        return self.state != "planned" or self.starts_at < now

    def record(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Say whether it was held, with a rating of 1 to 5 and what comes next if it was."""
        if self.state != "planned":
            raise Refused("interview.already_recorded", "The outcome has been recorded.", state=self.state)
        self._note(facts, at)

    def correct(self, facts: Mapping[str, Any], at: datetime) -> None:
        """Say otherwise how it went; what is not said of it any more is gone."""
        if self.state not in OUTCOMES:
            raise Refused("interview.not_recorded", "No outcome has been recorded yet.", state=self.state)
        self._note(facts, at)
        self.corrections += 1

    def _note(self, facts: Mapping[str, Any], at: datetime) -> None:
        outcome, rating = facts["outcome"], facts.get("rating")
        if outcome not in OUTCOMES:
            raise _wrong("/outcome", "interview.outcome_unknown", f"The outcome is one of {', '.join(OUTCOMES)}.")
        if rating is not None and (outcome == "not_held" or rating not in RATINGS):
            raise _wrong("/rating", "interview.rating_unfit", "A rating of 1 to 5 is given for an interview held.")
        self.state, self.rating, self.next_step, self.recorded_at = outcome, rating, facts.get("next_step"), at

    @property
    def was_held(self) -> bool:
        return self.state == "held"

    def facts(self) -> dict[str, Any]:
        facts = asdict(self)
        moments = {name: value.isoformat() for name, value in facts.items() if isinstance(value, datetime)}
        return {**facts, **moments, "score": round(self.score, 4)}


def _wrong(pointer: str, code: str, text: str) -> Invalid:
    return Invalid(code, text, errors=[fault(pointer, code, text)])


@dataclass(frozen=True)
class HeldInterview:
    """An interview that took place, as rooms that count are told of it; hirings name its candidate by the pseudonym.

    Where it did not take place after all, the same is told without `held_at`.
    """

    interview: Interview
    pseudonym: str | None

    @property
    def id(self) -> str:
        return self.interview.id

    @property
    def version(self) -> int:
        return self.interview.version

    def facts(self) -> dict[str, Any]:
        told = ("id", "edition_id", "candidate_id", "organisation_id", "offer_id", "sector", "kind")
        facts = self.interview.facts()
        held_at = {"held_at": facts["recorded_at"]} if self.interview.was_held else {}
        return {name: facts[name] for name in told} | {"pseudonym": self.pseudonym} | held_at


@dataclass(frozen=True)
class Agenda:
    """A candidate's interviews at an edition, as the candidate is told of them; a later run's replaces it."""

    id: str
    run: TimetableRun
    candidate_id: str
    interviews: Sequence[Interview]
    organisation_names: Mapping[str, dict[str, str]]
    offer_titles: Mapping[str, LocalText]

    @property
    def version(self) -> int:
        return self.run.number

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "run_id": self.run.id,
            "run_number": self.run.number,
            "run_version": self.run.version,
            "edition_id": self.run.edition_id,
            "candidate_id": self.candidate_id,
            "preliminary": self.run.state == "preliminary",
            "interviews": [
                told_to_candidate(one, self.organisation_names, self.offer_titles) for one in self.interviews
            ],
        }


def told_to_candidate(
    interview: Interview, organisation_names: Mapping[str, dict[str, str]], offer_titles: Mapping[str, LocalText]
) -> dict[str, Any]:
    return {
        "interview_id": interview.id,
        "organisation_id": interview.organisation_id,
        "organisation_name": organisation_names.get(interview.organisation_id),
        "offer_id": interview.offer_id,
        "offer_title": asdict(offer_titles[interview.offer_id]),
        "kind": interview.kind,
        "table": interview.table,
        "starts_at": interview.starts_at.isoformat(),
        "ends_at": interview.ends_at.isoformat(),
    }
