"""Evidence: what speaks for a commitment, told by another room or brought by a human; each source counts once.

What another room told stands under its source (a hiring, a stand). Of a source only the newest message matters, so
that neither repetition nor order changes a count. unclaimed -> counted | to_confirm -> counted | rejected; undone
when the source says that it did not come true.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from multaqa.zone import day_of
from services.partners.domain.commitment import Commitment
from services.partners.domain.wording import Fault, fault

KINDS_OF_CONTRACT = {
    "permanent": ("hires",),
    "fixed_term": ("hires",),
    "internship": ("internships",),
    "apprenticeship": ("hires", "training_places"),  # a contract of work and of training: a human says which was meant
}
STANDINGS = ("unclaimed", "to_confirm", "counted", "rejected", "undone")


@dataclass(frozen=True)
class Told:
    """What a message of another room says of its source.

    `kinds` are the kinds of commitment it may speak for; `holds` is false where it says that it did not come true.
    """

    source: str
    message_id: str
    type: str
    version: int
    organisation_id: str
    kinds: tuple[str, ...]
    day: date
    holds: bool = True


@dataclass
class Evidence:
    """`source_version` and `message_id` are those of the newest message of the source; a human's has neither."""

    id: str
    organisation_id: str
    kinds: tuple[str, ...]
    day: date
    recorded_at: datetime
    quantity: int = 1
    type: str | None = None
    message_id: str | None = None
    source_version: int = 0
    standing: str = "unclaimed"
    commitment_id: str | None = None
    doubt: str | None = None
    candidates: tuple[str, ...] = ()
    note: str | None = None
    file: str | None = None
    decided_by: str | None = None
    version: int = 0

    @classmethod
    def of(cls, told: Told, at: datetime) -> "Evidence":
        """A source that nothing was heard of so far."""
        return cls(told.source, told.organisation_id, told.kinds, told.day, recorded_at=at)

    @classmethod
    def brought(
        cls, evidence_id: str, commitment: Commitment, facts: Mapping[str, Any], by: str, at: datetime
    ) -> "Evidence":
        """What a human brings counts at once: it is their word, under their name."""
        evidence = cls(
            id=evidence_id,
            organisation_id=commitment.owner,
            kinds=(commitment.kind,),
            quantity=facts["quantity"],
            day=date.fromisoformat(facts["day"]),
            recorded_at=at,
            note=facts["note"],
            file=facts.get("file"),
        )
        if faults := list(evidence._faults(day_of(at))):
            raise Invalid("evidence.invalid", "The evidence cannot be taken as it stands.", errors=faults)
        evidence._count_for(commitment.id, by)
        return evidence

    def _faults(self, today: date) -> Iterator[Fault]:
        if self.quantity < 1:
            yield fault("/quantity", "evidence.quantity_too_small", "The quantity is at least 1.")
        if self.day > today:
            yield fault("/day", "evidence.in_the_future", "What is still to come is no evidence.")

    def is_news(self, told: Told) -> bool:
        return told.version > self.source_version

    def hear(self, told: Told) -> None:
        self.type, self.message_id, self.source_version = told.type, told.message_id, told.version
        self.organisation_id, self.kinds, self.day = told.organisation_id, told.kinds, told.day

    def undo(self) -> None:
        self.standing, self.commitment_id, self.doubt, self.candidates = "undone", None, None, ()

    def weigh(self, promised: Iterable[Commitment]) -> None:
        """Which of its organisation's commitments it counts for; where the rule is in doubt, a human says."""
        mine = [one for one in promised if one.kind in self.kinds]
        meant = [one for one in mine if one.covers(self.day)] or [one for one in mine if one.is_shortly_after(self.day)]
        self.doubt = self._doubt(meant)
        self.candidates = tuple(sorted(one.id for one in meant))
        if self.doubt:
            self.standing, self.commitment_id = "to_confirm", None
        elif meant:
            self.standing, self.commitment_id = "counted", meant[0].id
        else:
            self.standing, self.commitment_id = "unclaimed", None

    def _doubt(self, meant: Collection[Commitment]) -> str | None:
        if not meant:
            return None
        if len(self.kinds) > 1:
            return "kind"
        if len(meant) > 1:
            return "several_commitments"
        (only,) = meant
        if only.is_over:
            return "already_over"
        return None if only.covers(self.day) else "before_start"

    def confirm(self, commitment: Commitment, by: str) -> None:
        """A human says for which of the candidates it counts."""
        if self.standing != "to_confirm":
            raise Refused("evidence.not_in_doubt", "Nobody has to confirm this evidence.", standing=self.standing)
        if commitment.id not in self.candidates:
            candidates = list(self.candidates)
            raise Refused("evidence.not_a_candidate", "It may count for another.", candidates=candidates)
        self._count_for(commitment.id, by)

    def reject(self, reason: str, by: str) -> None:
        """A human says that it does not count; also of what has counted so far."""
        if self.standing not in ("to_confirm", "counted"):
            raise Refused("evidence.does_not_count", "This evidence does not count anyway.", standing=self.standing)
        self.standing, self.commitment_id, self.note, self.decided_by = "rejected", None, reason, by

    def _count_for(self, commitment_id: str, by: str) -> None:
        self.standing, self.commitment_id, self.decided_by = "counted", commitment_id, by

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "organisation_id": self.organisation_id,
            "kinds": list(self.kinds),
            "quantity": self.quantity,
            "day": self.day.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "type": self.type,
            "message_id": self.message_id,
            "standing": self.standing,
            "commitment_id": self.commitment_id,
            "doubt": self.doubt,
            "candidates": list(self.candidates),
            "note": self.note,
            "file": self.file,
            "decided_by": self.decided_by,
        }


def reckon(evidence: Evidence, told: Told, promised: Collection[Commitment], today: date) -> list[Commitment]:
    """Take note of what was told of a source; those of its organisation's commitments whose progress it changed.

    Nothing changes when something newer of the source is known. A source that counts and still holds goes on counting
    where it does, and what a human rejected stays rejected while it holds.
    """
    if not evidence.is_news(told):
        return []
    evidence.hear(told)
    if told.holds:
        return claim(evidence, promised, today) if evidence.standing in ("unclaimed", "undone") else []
    changed = _counting(evidence, promised)
    evidence.undo()
    for commitment in changed:
        commitment.take_back(evidence.quantity, today)
    return changed


def claim(evidence: Evidence, promised: Collection[Commitment], today: date) -> list[Commitment]:
    """Let evidence that speaks for nothing yet count for what its organisation promised; what that changed."""
    evidence.weigh(promised)
    changed = _counting(evidence, promised)
    for commitment in changed:
        commitment.count(evidence.quantity, today)
    return changed


def _counting(evidence: Evidence, promised: Collection[Commitment]) -> list[Commitment]:
    return [one for one in promised if one.id == evidence.commitment_id]
