"""What this room has heard from the others: persons, organisations, and agreements that make one a partner."""

from collections.abc import Collection, Mapping
from typing import Any

from multaqa.ids import derived_id
from multaqa.sharing import Decision, said_in_general
from multaqa.store import Index, Merging, Projection
from services.events.domain.wording import LocalText
from services.events.store.documents import Document

BINDING = ("in_force", "suspended", "expiring", "renewed")


class Persons(Projection):
    """Names for badges and the door, the address that credentials hold a salted digest of, consents for what is shown
    to whom; an erased one leaves a mark."""

    collection = "persons"
    noun = "person"

    def keep(self, person_id: str, version: int, facts: Mapping[str, Any]) -> None:
        known = {name: facts[name] for name in ("name_latin", "name_arabic", "email", "language", "consents")}
        self.put_if_newer(person_id, version, known)

    def forget(self, person_id: str, version: int) -> None:
        self.put_if_newer(person_id, version, {"erased": True})

    def is_erased(self, person_id: str) -> bool:
        return bool((self.find(person_id) or {}).get("erased"))

    def email_of(self, person_id: str) -> str | None:
        return (self.find(person_id) or {}).get("email")

    def emails_of(self, persons: Collection[str]) -> list[str]:
        return [row["email"] for row in self.named(persons).values() if row["email"]]

    def named(self, persons: Collection[str]) -> dict[str, Document]:
        """What is known of these persons, by id; an unknown or erased one is left out."""
        known = self.many({"_id": {"$in": sorted(persons)}, "erased": {"$ne": True}})
        return {row["_id"]: row for row in known}

    def said(self, persons: Collection[str]) -> dict[str, list[Decision]]:
        """What these persons said of being known to companies at all, by id."""
        return {id: said_in_general(row["consents"]) for id, row in self.named(persons).items()}


class Organisations(Merging):
    collection = "organisations"
    noun = "organisation"

    def names_by_id(self, organisations: Collection[str]) -> dict[str, dict[str, str]]:
        """The names of these organisations in both languages."""
        return {row["_id"]: row["name"] for row in self.many({"_id": {"$in": sorted(organisations)}})}

    def named(self, organisations: Collection[str]) -> dict[str, str]:
        """The names of these organisations in French, by id."""
        return {id: name["fr"] for id, name in self.names_by_id(organisations).items()}


class SkillNames(Projection):
    """What the skills of the tenant's reference are called. Tenants share codes, so a row's id says whose it is."""

    collection = "skill_names"
    noun = "skill_name"
    indexes = (Index("code"),)

    def keep(self, tenant: str, skill: Mapping[str, Any]) -> None:
        row = {"code": skill["code"], "label": skill["label"]}
        self.put_if_newer(derived_id("skill", tenant, skill["code"]), skill["version"], row)

    def labels(self, codes: Collection[str]) -> dict[str, LocalText]:
        """By code; one nobody has told of is left out."""
        return {row["code"]: LocalText(**row["label"]) for row in self.many({"code": {"$in": sorted(codes)}})}


class Agreements(Projection):
    """Agreements that bound their parties; which of them still bind makes an organisation a partner."""

    collection = "agreements"
    noun = "agreement"
    indexes = (Index("parties", "state"), Index("edition_id"))

    def of_partner(self, *names: str) -> list[Document]:
        """The agreements in force to which the organisation is a party, under any of its names, oldest first."""
        return self.many({"parties": {"$in": list(names)}, "state": {"$in": list(BINDING)}}, sort=[("_id", 1)])

    def named(self, ids: Collection[str]) -> dict[str, Document]:
        """What is known of these agreements, by id."""
        return {row["_id"]: row for row in self.many({"_id": {"$in": sorted(ids)}})} if ids else {}
