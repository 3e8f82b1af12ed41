"""Companies, federations, institutions and institutes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, LocalText, fault

KINDS = ("federation", "company", "institution", "institute")
ICE = re.compile(r"[0-9]{15}", re.ASCII)


@dataclass(frozen=True)
class Contact:
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    person_id: str | None = None


@dataclass
class Organisation:
    id: str
    kind: str
    name: LocalText
    sectors: tuple[str, ...] = ()
    ice: str | None = None
    contact: Contact | None = None
    version: int = 0

    @classmethod
    def registered(cls, organisation_id: str, facts: Mapping[str, Any]) -> "Organisation":
        organisation = cls(
            id=organisation_id,
            kind=facts["kind"],
            name=LocalText(**facts["name"]),
            sectors=tuple(facts.get("sectors") or ()),
            ice=facts.get("ice"),
            contact=Contact(**facts["contact"]) if facts.get("contact") else None,
        )
        if faults := list(organisation._faults()):
            raise Invalid("organisation.invalid", "The organisation cannot be registered as it stands.", errors=faults)
        return organisation

    def _faults(self) -> Iterator[Fault]:
        if self.kind not in KINDS:
            yield fault("/kind", "organisation.kind_unknown", f"The kind is one of {', '.join(KINDS)}.")
        if self.ice is not None and not ICE.fullmatch(self.ice):
            yield fault("/ice", "organisation.ice_malformed", "An ICE has exactly 15 digits.")
        if len(set(self.sectors)) != len(self.sectors):
            yield fault("/sectors", "organisation.sector_repeated", "Each sector is named once.")

    def refuse_taken_ice(self, by: "Organisation | None") -> None:
        if by is not None:
            raise Refused("organisation.ice_taken", f"{by.name.fr} is registered with this ICE.", organisation_id=by.id)

    def forget_contact(self, person_id: str) -> None:
        """The organisation stays; the person behind its contact is gone."""
        if self.contact and self.contact.person_id == person_id:
            self.contact = None

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "name": asdict(self.name),
            "sectors": list(self.sectors),
            "ice": self.ice,
            "contact": asdict(self.contact) if self.contact else None,
        }
