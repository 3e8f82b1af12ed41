"""Companies, federations, institutions and institutes: registered, changed, and merged where two turn out to be one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, LocalText, fault

KINDS = ("federation", "company", "institution", "institute")
LANGUAGES = ("fr", "ar")
MOST_CONTACTS = 20
ICE = re.compile(r"[0-9]{15}", re.ASCII)
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ONE_LINE = ("kind", "name", "sectors", "ice")


@dataclass(frozen=True)
class Contact:
    """Whom to ask in an organisation; `person_id` where the directory knows them, `language` for what is written."""

    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    person_id: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Two contacts of one organisation with one name and one address are one contact."""
        return self.name.casefold(), (self.email or "").casefold()

    def faults(self, pointer: str) -> Iterator[Fault]:
        if not self.name.strip():
            yield fault(f"{pointer}/name", "contact.unnamed", "A contact has a name.")
        if self.email is not None and not EMAIL.fullmatch(self.email):
            yield fault(f"{pointer}/email", "contact.email_malformed", "This is no email address.")
        if self.language is not None and self.language not in LANGUAGES:
            yield fault(f"{pointer}/language", "contact.language_unknown", f"One of {', '.join(LANGUAGES)}.")


@dataclass
class Organisation:
    id: str
    kind: str
    name: LocalText
    sectors: tuple[str, ...] = ()
    ice: str | None = None
    contacts: tuple[Contact, ...] = ()
    merged_into: str | None = None
    version: int = 0

    @classmethod
    def registered(cls, organisation_id: str, facts: Mapping[str, Any]) -> "Organisation":
        organisation = cls(id=organisation_id, **_stated(facts))
        organisation._require_sound("The organisation cannot be registered as it stands.")
        return organisation

    def change(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Take on what is stated; what changed, as `{field: [before, after]}` without a word about persons."""
        self.refuse_merged()
        before = self.facts(), self.contacts
        for name, value in _stated(facts).items():
            setattr(self, name, value)
        self._require_sound("The organisation cannot become what is stated.")
        changes: dict[str, Any] = {
            name: [before[0][name], self.facts()[name]] for name in ONE_LINE if before[0][name] != self.facts()[name]
        }
        if before[1] != self.contacts:
            changes["contacts"] = [len(before[1]), len(self.contacts)]
        return changes

    def _require_sound(self, text: str) -> None:
        if faults := list(self._faults()):
            raise Invalid("organisation.invalid", text, errors=faults)

    def _faults(self) -> Iterator[Fault]:
        if self.kind not in KINDS:
            yield fault("/kind", "organisation.kind_unknown", f"The kind is one of {', '.join(KINDS)}.")
        for language in LANGUAGES:
            if not getattr(self.name, language).strip():
                yield fault(
                    f"/name/{language}", "organisation.unnamed", "An organisation has a name in both languages."
                )
        if self.ice is not None and not ICE.fullmatch(self.ice):
            yield fault("/ice", "organisation.ice_malformed", "An ICE has exactly 15 digits.")
        if len(set(self.sectors)) != len(self.sectors):
            yield fault("/sectors", "organisation.sector_repeated", "Each sector is named once.")
        yield from self._contact_faults()

    def _contact_faults(self) -> Iterator[Fault]:
        if len(self.contacts) > MOST_CONTACTS:
            yield fault("/contacts", "organisation.contacts_too_many", f"At most {MOST_CONTACTS} contacts.")
        if len({contact.key for contact in self.contacts}) != len(self.contacts):
            yield fault("/contacts", "organisation.contact_repeated", "Each contact is named once.")
        for place, contact in enumerate(self.contacts):
            yield from contact.faults(f"/contacts/{place}")

    def refuse_taken_ice(self, by: "Organisation | None") -> None:
        if by is not None and by.id != self.id:
            raise Refused("organisation.ice_taken", f"{by.name.fr} is registered with this ICE.", organisation_id=by.id)

    # two that are one

    def refuse_merged(self) -> None:
        if self.merged_into:
            text = "This organisation was merged into another one: use that one."
            raise Refused("organisation.already_merged", text, organisation_id=self.merged_into)

    def absorb(self, duplicate: "Organisation", ice: str | None = None) -> None:
        """Become the one record of both: what only the duplicate knew is taken over, and its id leads here.

        Where both have an ICE and they differ, `ice` says which one is right. The duplicate stays as it was written.
        """
        if duplicate.id == self.id:
            raise Refused("organisation.merged_with_itself", "An organisation is not merged with itself.")
        self.refuse_merged()
        duplicate.refuse_merged()
        if duplicate.kind != self.kind:
            text = "They are of different kinds: correct one of them first."
            raise Refused("organisation.kinds_differ", text, kinds=[self.kind, duplicate.kind])
        self.ice = self._ice_of_both(duplicate, ice)
        self.sectors = tuple(dict.fromkeys((*self.sectors, *duplicate.sectors)))
        known = {contact.key for contact in self.contacts}
        self.contacts += tuple(contact for contact in duplicate.contacts if contact.key not in known)
        self._require_sound("Together they are not sound: correct one of them first.")
        duplicate.merged_into = self.id

    def _ice_of_both(self, duplicate: "Organisation", ice: str | None) -> str | None:
        known = [one for one in dict.fromkeys((self.ice, duplicate.ice)) if one]
        if ice is not None and ice not in known:
            raise Refused("organisation.ice_of_neither", "Neither of the two has this ICE.", ices=known)
        if ice is None and len(known) > 1:
            text = "Each has its own ICE: say which one is right, or leave them apart."
            raise Refused("organisation.ices_differ", text, ices=known, missing=["ice"])
        return ice or next(iter(known), None)

    # a person's rights

    def forget_contact(self, person_id: str) -> None:
        """The organisation stays; the person behind a contact is gone."""
        self.contacts = tuple(contact for contact in self.contacts if contact.person_id != person_id)

    def told_to(self, person_id: str) -> dict[str, Any]:
        """What a person may read of it: itself, and their own line among its contacts."""
        own = [asdict(contact) for contact in self.contacts if contact.person_id == person_id]
        return {**self.facts(), "contacts": own}

    def facts(self) -> dict[str, Any]:
        """What other rooms may know: nothing about persons."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": asdict(self.name),
            "sectors": list(self.sectors),
            "ice": self.ice,
        }

    def record(self) -> dict[str, Any]:
        """All there is to read of it, for the staff of its tenant."""
        return {
            **self.facts(),
            "contacts": [asdict(contact) for contact in self.contacts],
            "merged_into": self.merged_into,
            "version": self.version,
        }


@dataclass
class HistoryEntry:
    """One step in an organisation's life: who did what, when; `changes` as `{field: [before, after]}`."""

    id: str
    organisation_id: str
    action: str
    at: datetime
    by: str
    changes: Mapping[str, Any]
    version: int = 0

    def facts(self) -> dict[str, Any]:
        told = {name: value for name, value in asdict(self).items() if name != "version"}
        return {**told, "at": self.at.isoformat()}


def with_contacts(known: tuple[Contact, ...], stated: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """A table corrects and adds contacts by their name; it never takes one away, and never empties a field."""
    merged = {contact.name.casefold(): contact for contact in known}
    for contact in stated:
        filled = {name: value for name, value in asdict(contact).items() if value is not None}
        before = merged.get(contact.name.casefold())
        merged[contact.name.casefold()] = replace(before, **filled) if before else contact
    return tuple(merged.values())


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are stated, as the domain holds them; what is not stated is not there."""
    stated = {name: facts[name] for name in ("kind", "ice") if name in facts}
    if "name" in facts:
        stated["name"] = LocalText(**facts["name"])
    if "sectors" in facts:
        stated["sectors"] = tuple(facts["sectors"] or ())
    if "contacts" in facts:
        stated["contacts"] = tuple(Contact(**contact) for contact in facts["contacts"] or ())
    return stated
