"""The text of an agreement, which its parties negotiate, approve and sign: never changed, only followed by another."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from services.partners.domain.agreement.clauses import Clause, TemplateReference, clause_faults, clauses_written
from services.partners.domain.agreement.terms import DIRECTORATE, Party, Promise, Scope, SeatGrant, Term
from services.partners.domain.agreement.words import words_in
from services.partners.domain.wording import Fault, LocalText, fault

LANGUAGES = ("fr", "ar")


@dataclass(frozen=True)
class Text:
    number: int
    title: LocalText
    parties: tuple[Party, ...]
    clauses: tuple[Clause, ...] = ()
    template: TemplateReference | None = None
    commitments: tuple[Promise, ...] = ()
    seats: tuple[SeatGrant, ...] = ()
    scope: Scope = field(default_factory=Scope)
    term: Term = field(default_factory=Term)

    @classmethod
    def written(cls, facts: Mapping[str, Any], number: int = 1) -> "Text":
        template = facts.get("template")
        return cls(
            number=number,
            title=LocalText(**facts["title"]),
            parties=tuple(Party(**party) for party in facts.get("parties") or ()),
            clauses=clauses_written(facts.get("clauses")),
            template=TemplateReference(**template) if template else None,
            commitments=tuple(Promise.made(promise) for promise in facts.get("commitments") or ()),
            seats=tuple(SeatGrant(**seat) for seat in facts.get("seats") or ()),
            scope=Scope.stated(facts),
            term=Term.stated(facts),
        )

    def revised(self, facts: Mapping[str, Any]) -> "Text":
        """The next version: what `facts` leave out is as it was."""
        return Text.written({**self.facts(), **facts}, self.number + 1)

    def faults(self) -> Iterator[Fault]:
        yield from self._party_faults()
        yield from self.scope.faults()
        yield from self.term.faults()
        yield from clause_faults(self.clauses)
        for place, promise in enumerate(self.commitments):
            yield from promise.faults(f"/commitments/{place}", self.organisations)
        for place, seat in enumerate(self.seats):
            yield from seat.faults(f"/seats/{place}", self.organisations)

    def _party_faults(self) -> Iterator[Fault]:
        if not self.parties:
            yield fault("/parties", "agreement.without_party", "An agreement has parties.")
        if len(set(self.organisations)) != len(self.parties):
            yield fault("/parties", "agreement.party_repeated", "Each organisation is a party once.")

    def unknown(self, organisations: Collection[str], institutes: Collection[str]) -> Iterator[Fault]:
        """A fault for each party and each institute that is not among these."""
        for place, organisation_id in enumerate(self.organisations):
            if organisation_id not in (DIRECTORATE, *organisations):
                pointer = f"/parties/{place}/organisation_id"
                yield fault(pointer, "agreement.party_unknown", "No such organisation.")
        for place, institute in enumerate(self.scope.institutes):
            if institute not in institutes:
                yield fault(f"/institutes/{place}", "agreement.institute_unknown", "No such institute.")

    @property
    def organisations(self) -> list[str]:
        return [party.organisation_id for party in self.parties]

    @property
    def words(self) -> set[str]:
        """What a search finds the text by: its title, its clauses, its promises and places, in both languages."""
        units = [promise.unit for promise in self.commitments]
        written = [wording for clause in self.clauses for wording in (clause.title, clause.body)]
        return words_in([*_both(self.title, *written), *units, *self.scope.territory])

    def facts(self) -> dict[str, Any]:
        return {
            "title": asdict(self.title),
            "parties": [party.facts() for party in self.parties],
            "clauses": [clause.facts() for clause in self.clauses],
            "template": asdict(self.template) if self.template else None,
            "commitments": [promise.facts() for promise in self.commitments],
            "seats": [seat.facts() for seat in self.seats],
            **self.scope.facts(),
            **self.term.facts(),
        }


def _both(*wordings: LocalText) -> Iterator[str]:
    for wording in wordings:
        yield wording.fr
        yield wording.ar


@dataclass
class TextVersion:
    """A round of the negotiation: a text as it stood, who proposed it and why."""

    id: str
    agreement_id: str
    text: Text
    digest: str
    written_at: datetime
    proposed_by: str | None = None
    note: str | None = None
    version: int = 0

    @property
    def number(self) -> int:
        return self.text.number

    def facts(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "digest": self.digest,
            "written_at": self.written_at.isoformat(),
            "proposed_by": self.proposed_by,
            "note": self.note,
        }
