"""Leads: whom a company met at its stand, and what it keeps of them as long as they agree.

Phones at a stand may be offline and push late, in any order: what is kept follows from when things were said, never
from when they arrived. Without the person's consent a lead is a number of the company's own, and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from multaqa.sharing import Decision, is_shared
from services.events.domain.registration import Registration
from services.events.domain.wording import Fault, fault, moment

PURPOSE = "sharing"
NEXT_STEPS = ("none", "call", "interview", "test", "internship", "offer")
BEST_RATING = 5
MOST_NOTES = 50
FIGURES = ("category", "institute_id", "sector", "level")


@dataclass(frozen=True)
class Note:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Scan:
    """A badge scanned at a stand, and what was said and noted there."""

    at: datetime
    by: str
    consent: bool | None = None
    note: str | None = None
    rating: int | None = None
    next_step: str | None = None
    tags: tuple[str, ...] | None = None

    @classmethod
    def stated(cls, facts: Mapping[str, Any], by: str, at: datetime) -> "Scan":
        """`at` is now: a clock that is ahead is not believed."""
        if faults := list(_faults(facts)):
            raise Invalid("lead.invalid", "The lead cannot be kept as it stands.", errors=faults)
        said_at = facts.get("scanned_at")
        tags = facts.get("tags")
        return cls(
            at=min(datetime.fromisoformat(said_at), at) if said_at else at,
            by=by,
            tags=None if tags is None else tuple(sorted(set(tags))),
            **{name: facts.get(name) for name in ("consent", "note", "rating", "next_step")},
        )


def _faults(facts: Mapping[str, Any]) -> Iterator[Fault]:
    rating, next_step = facts.get("rating"), facts.get("next_step")
    if rating is not None and not 0 <= rating <= BEST_RATING:
        yield fault("/rating", "lead.rating_out_of_range", "A rating is 0 to 5.")
    if next_step is not None and next_step not in NEXT_STEPS:
        yield fault("/next_step", "lead.next_step_unknown", f"The next step is one of {', '.join(NEXT_STEPS)}.")


@dataclass
class Lead:
    """One per edition, organisation and person; who the person was when registering is kept for the figures."""

    id: str
    edition_id: str
    organisation_id: str
    stand_id: str
    registration_id: str
    person_id: str
    category: str
    first_at: datetime
    last_at: datetime
    institute_id: str | None = None
    sector: str | None = None
    level: str | None = None
    scans: int = 0
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Note, ...] = ()
    rating: int | None = None
    next_step: str | None = None
    tags: tuple[str, ...] = ()
    judged_at: datetime | None = None
    version: int = 0

    @classmethod
    def met(cls, id: str, organisation_id: str, stand_id: str, registration: Registration, at: datetime) -> "Lead":
        figures = {name: getattr(registration, name) for name in FIGURES}
        return cls(
            id, registration.edition_id, organisation_id, stand_id, registration.id, registration.person_id,
            first_at=at, last_at=at, **figures,
        )  # fmt: skip

    def take(self, scan: Scan, elsewhere: Iterable[Decision] = ()) -> None:
        """Scanned once more; what is noted is kept where the person had agreed when it was noted, and still does."""
        self.scans += 1
        self.first_at, self.last_at = min(self.first_at, scan.at), max(self.last_at, scan.at)
        if scan.consent is not None:
            self.decisions = tuple(sorted({*self.decisions, Decision(scan.consent, scan.at)}, key=lambda one: one.at))
        known = [*self.decisions, *elsewhere]
        if _held(known, scan.at):
            self._note(scan)
        self._let_go(known)

    def _note(self, scan: Scan) -> None:
        if scan.note:
            if len(self.notes) >= MOST_NOTES:
                text = f"There are {MOST_NOTES} notes about this person."
                raise Refused("lead.too_many_notes", text, most=MOST_NOTES)
            notes = [*self.notes, Note(scan.note, scan.by, scan.at)]
            self.notes = tuple(sorted(notes, key=lambda note: (note.at, note.by, note.text)))
        judged = {name: getattr(scan, name) for name in ("rating", "next_step", "tags")}
        judged = {name: value for name, value in judged.items() if value is not None}
        if judged and (self.judged_at is None or scan.at >= self.judged_at):
            self.judged_at = scan.at
            for name, value in judged.items():
                setattr(self, name, value)

    def _let_go(self, known: list[Decision]) -> None:
        """Nothing stays of what was noted before the person said no, whenever that came in."""
        no = max((one.at for one in known if not one.given), default=None)
        if no is None:
            return
        self.notes = tuple(note for note in self.notes if note.at > no)
        if self.judged_at and self.judged_at <= no:
            self.rating, self.next_step, self.tags, self.judged_at = None, None, (), None

    def is_named(self, elsewhere: Iterable[Decision] = ()) -> bool:
        """Whether the company may know who it is: the newest answer counts, wherever it was given; silence is a no."""
        return is_shared([*self.decisions, *elsewhere])

    def is_newest(self, scan: Scan, elsewhere: Iterable[Decision] = ()) -> bool:
        """Whether what was said at this scan is the last that was said."""
        return scan.at >= max(one.at for one in [*self.decisions, *elsewhere])

    def absorb(self, other: "Lead") -> None:
        """The same person was met by what turned out to be the same organisation."""
        self.scans += other.scans
        self.first_at, self.last_at = min(self.first_at, other.first_at), max(self.last_at, other.last_at)
        self.decisions = tuple(sorted({*self.decisions, *other.decisions}, key=lambda one: one.at))
        self.notes = tuple(sorted({*self.notes, *other.notes}, key=lambda note: (note.at, note.by, note.text)))
        if other.judged_at and (self.judged_at is None or other.judged_at > self.judged_at):
            self.rating, self.next_step, self.tags = other.rating, other.next_step, other.tags
            self.judged_at = other.judged_at
        self._let_go(list(self.decisions))

    def forget_person(self) -> None:
        """That somebody was met stays for the figures, under the pseudonym of their registration."""
        self.person_id = f"erased-{self.registration_id}"
        self.decisions, self.notes, self.tags = (), (), ()
        self.rating = self.next_step = self.judged_at = None

    def facts(self) -> dict[str, Any]:
        """What other rooms may know: neither a name nor what was noted."""
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "organisation_id": self.organisation_id,
            "stand_id": self.stand_id,
            "person_id": self.person_id,
            "rating": self.rating,
            "next_step": self.next_step,
            "recorded_at": self.last_at.isoformat(),
        }

    def shown(self) -> dict[str, Any]:
        """What the company itself may know of somebody who agreed."""
        return {
            **self.facts(),
            **{name: getattr(self, name) for name in FIGURES},
            "first_at": self.first_at.isoformat(),
            "consent_at": moment(max((one.at for one in self.decisions if one.given), default=None)),
            "purpose": PURPOSE,
            "tags": list(self.tags),
            "notes": [{"text": note.text, "by": note.by, "at": note.at.isoformat()} for note in self.notes],
        }


def _held(decisions: Iterable[Decision], at: datetime) -> bool:
    """Whether the person had agreed at this moment."""
    return is_shared(one for one in decisions if one.at <= at)
