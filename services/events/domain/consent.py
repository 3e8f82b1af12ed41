"""Consents for an edition, each for itself and dated: to take part, to share the CV with a firm, to be pictured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid
from multaqa.sharing import Decision, is_shared
from services.events.domain.registration import Registration
from services.events.domain.wording import fault

Purpose = Literal["participation", "sharing", "photo"]
PURPOSES = ("participation", "sharing", "photo")
TEXTS = {"participation": 1, "sharing": 1, "photo": 1}
"""The version of the text that is shown today for each purpose; a change of the text is a new number here."""


@dataclass(frozen=True)
class Said:
    given: bool
    text_version: int
    at: datetime

    def facts(self) -> dict[str, Any]:
        return {"given": self.given, "text_version": self.text_version, "at": self.at.isoformat()}


@dataclass
class Consent:
    """One purpose of one registration, and of one organisation where it is about sharing; `said` ends with what holds.

    Its id is derived from what it is about, so that there is one row, however often it is decided.
    """

    id: str
    registration_id: str
    edition_id: str
    person_id: str
    purpose: Purpose
    organisation_id: str | None
    said: list[Said] = field(default_factory=list)
    version: int = 0

    @classmethod
    def about(cls, id: str, registration: Registration, choice: "Choice") -> "Consent":
        edition, person = registration.edition_id, registration.person_id
        return cls(id, registration.id, edition, person, choice.purpose, choice.organisation_id)

    @property
    def is_given(self) -> bool:
        return bool(self.said) and self.said[-1].given

    @property
    def decisions(self) -> list[Decision]:
        return [Decision(one.given, one.at) for one in self.said]

    def decide(self, *, given: bool, at: datetime, elsewhere: Iterable[Decision] = ()) -> bool:
        """Whether this said anything new: said again, it does where another answer was given elsewhere since."""
        if self.said and self.is_given == given == is_shared([*self.decisions, *elsewhere]):
            return False
        self.said = [*self.said, Said(given, TEXTS[self.purpose], at)]
        return True

    def absorb(self, other: "Consent") -> None:
        """The same person said this to what turned out to be the same organisation."""
        self.said = sorted([*self.said, *other.said], key=lambda one: one.at)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "registration_id": self.registration_id,
            "edition_id": self.edition_id,
            "person_id": self.person_id,
            "organisation_id": self.organisation_id,
            **self.said[-1].facts(),
        }

    def shown(self) -> dict[str, Any]:
        return {**self.facts(), "purpose": self.purpose, "earlier": [one.facts() for one in self.said[:-1]]}


@dataclass(frozen=True)
class Choice:
    """A yes or no to a purpose, and to one organisation where it is about sharing."""

    purpose: Purpose
    given: bool
    organisation_id: str | None = None


def choices(stated: Iterable[Mapping[str, Any]]) -> list[Choice]:
    """One choice for each purpose, one for each organisation of a sharing; Invalid where it is unclear who is meant."""
    made, faults = [], []
    for n, one in enumerate(stated):
        named = one.get("organisation_ids") or []
        if one["purpose"] == "sharing" and not named:
            text = "A CV is shared with companies that are named."
            faults.append(fault(f"/consents/{n}/organisation_ids", "consent.companies_missing", text))
        elif one["purpose"] != "sharing" and named:
            text = "Only the sharing of a CV is with companies."
            faults.append(fault(f"/consents/{n}/organisation_ids", "consent.companies_unexpected", text))
        made += [Choice(one["purpose"], one["given"], company) for company in named or [None]]
    if faults:
        raise Invalid("consent.invalid", "These consents are not clear.", errors=faults)
    return made
