"""Agreements: drafted, submitted, signed by each party, then in force.

draft -> awaiting_signature -> in_force. A step that is not allowed is refused with what is missing for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, LocalText, fault

DIRECTORATE = "directorate"
KINDS = ("framework", "convention")
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")


@dataclass
class Party:
    organisation_id: str
    signatory: str | None = None
    signed_at: datetime | None = None

    @property
    def has_signed(self) -> bool:
        return self.signed_at is not None

    def sign(self, signatory: str, at: datetime) -> None:
        if self.has_signed:
            raise Refused("agreement.already_signed", "This party has already signed.", party=self.organisation_id)
        if self.signatory and self.signatory != signatory:
            raise Refused("agreement.wrong_signatory", "The text names another signatory.", signatory=self.signatory)
        self.signatory, self.signed_at = signatory, at

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "signed_at": _iso(self.signed_at)}


@dataclass(frozen=True)
class Commitment:
    kind: str
    owner: str
    quantity: int
    unit: str
    due_on: date

    @classmethod
    def promised(cls, facts: Mapping[str, Any]) -> "Commitment":
        return cls(**{**facts, "due_on": date.fromisoformat(facts["due_on"])})

    def faults(self, pointer: str, owners: Collection[str]) -> Iterator[Fault]:
        if self.kind not in COMMITMENT_KINDS:
            one_of = ", ".join(COMMITMENT_KINDS)
            yield fault(f"{pointer}/kind", "commitment.kind_unknown", f"The kind is one of {one_of}.")
        if self.owner not in owners:
            yield fault(f"{pointer}/owner", "commitment.owner_not_a_party", "Only a party can make a commitment.")
        if self.quantity < 1:
            yield fault(f"{pointer}/quantity", "commitment.quantity_too_small", "The quantity is at least 1.")

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "due_on": self.due_on.isoformat()}


@dataclass
class Agreement:
    id: str
    kind: str
    title: LocalText
    parties: list[Party]
    drafted_at: datetime
    commitments: list[Commitment] = field(default_factory=list)
    sectors: tuple[str, ...] = ()
    parent_id: str | None = None
    edition_id: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    state: str = "draft"
    submitted_at: datetime | None = None
    in_force_at: datetime | None = None
    version: int = 0

    @classmethod
    def drafted(cls, agreement_id: str, facts: Mapping[str, Any], at: datetime) -> "Agreement":
        agreement = cls(
            id=agreement_id,
            kind=facts["kind"],
            title=LocalText(**facts["title"]),
            parties=[Party(party["organisation_id"], party.get("signatory")) for party in facts["parties"]],
            drafted_at=at,
            commitments=[Commitment.promised(promise) for promise in facts.get("commitments") or ()],
            sectors=tuple(facts.get("sectors") or ()),
            parent_id=facts.get("parent_id"),
            edition_id=facts.get("edition_id"),
            starts_on=_date(facts.get("starts_on")),
            ends_on=_date(facts.get("ends_on")),
        )
        if faults := list(agreement._faults()):
            raise Invalid("agreement.invalid", "The agreement cannot be drafted as it stands.", errors=faults)
        return agreement

    def _faults(self) -> Iterator[Fault]:
        if self.kind not in KINDS:
            yield fault("/kind", "agreement.kind_unknown", f"The kind is one of {', '.join(KINDS)}.")
        if self.kind == "framework" and self.parent_id:
            yield fault("/parent_id", "agreement.framework_has_no_parent", "Only a convention stands under another.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield fault("/ends_on", "agreement.ends_before_start", "The end lies before the start.")
        if len(set(self.organisations)) != len(self.parties):
            yield fault("/parties", "agreement.party_repeated", "Each organisation is a party once.")
        for place, commitment in enumerate(self.commitments):
            yield from commitment.faults(f"/commitments/{place}", self.organisations)

    @property
    def organisations(self) -> list[str]:
        return [party.organisation_id for party in self.parties]

    def require_known_parties(self, known: Collection[str]) -> None:
        faults = [
            fault(f"/parties/{place}/organisation_id", "agreement.party_unknown", "No such organisation.")
            for place, organisation_id in enumerate(self.organisations)
            if organisation_id not in (DIRECTORATE, *known)
        ]
        if faults:
            raise Invalid("agreement.party_unknown", "A party is not registered.", errors=faults)

    def stand_under(self, parent: "Agreement") -> None:
        if parent.kind != "framework":
            raise Refused("agreement.parent_not_a_framework", "A convention stands under a framework agreement.")
        self.parent_id = parent.id

    def submit(self, at: datetime) -> None:
        if self.state != "draft":
            raise Refused("agreement.already_submitted", "The agreement is no longer a draft.", state=self.state)
        if missing := list(self._missing_for_signature()):
            raise Refused("agreement.incomplete", f"Before signature it lacks: {', '.join(missing)}.", missing=missing)
        self.state, self.submitted_at = "awaiting_signature", at

    def _missing_for_signature(self) -> Iterator[str]:
        if DIRECTORATE not in self.organisations:
            yield "directorate"
        if not any(organisation_id != DIRECTORATE for organisation_id in self.organisations):
            yield "counterpart"
        if not self.commitments:
            yield "commitments"
        if self.starts_on is None:
            yield "starts_on"

    def sign(self, organisation_id: str, signatory: str, at: datetime) -> None:
        if self.state == "draft":
            raise Refused("agreement.not_submitted", "A draft cannot be signed.", missing=["submission"])
        self.require_party(organisation_id).sign(signatory, at)
        if not self.awaited:
            self.state, self.in_force_at = "in_force", at

    def require_party(self, organisation_id: str) -> Party:
        for party in self.parties:
            if party.organisation_id == organisation_id:
                return party
        raise Refused("agreement.not_a_party", "This organisation is not a party.", parties=self.organisations)

    @property
    def awaited(self) -> list[str]:
        """The parties that have not signed yet."""
        return [party.organisation_id for party in self.parties if not party.has_signed]

    @property
    def is_in_force(self) -> bool:
        return self.state == "in_force"

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "title": asdict(self.title),
            "parent_id": self.parent_id,
            "edition_id": self.edition_id,
            "sectors": list(self.sectors),
            "starts_on": _iso(self.starts_on),
            "ends_on": _iso(self.ends_on),
            "parties": [party.facts() for party in self.parties],
            "commitments": [commitment.facts() for commitment in self.commitments],
            "state": self.state,
            "drafted_at": _iso(self.drafted_at),
            "submitted_at": _iso(self.submitted_at),
            "in_force_at": _iso(self.in_force_at),
        }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
