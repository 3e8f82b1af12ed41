"""What the matching room has heard from the other rooms, as far as it needs it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from multaqa.ids import new_id
from multaqa.sharing import Decision, said_in_general
from multaqa.store import Document, Index, Merging, Projection
from services.matching.domain import HeldSkill, Table


class Persons(Projection):
    """Of a person only language and consents, no name; an erased one leaves a mark against late messages."""

    collection = "persons"
    noun = "person"

    def is_erased(self, person_id: str) -> bool:
        return bool((self.find(person_id) or {}).get("erased"))

    def said(self, persons: Collection[str]) -> dict[str, list[Decision]]:
        """What these persons said of being known to companies at all, by id."""
        known = self.many({"_id": {"$in": sorted(persons)}, "erased": {"$ne": True}})
        return {row["_id"]: said_in_general(row["consents"]) for row in known}


class Sharing(Projection):
    """To which companies persons said they may be known, and to which no longer; one row is one person's last word
    to one company at one edition."""

    collection = "sharing"
    noun = "sharing"
    indexes = (Index("person_id"), Index("edition_id", "organisation_id", "person_id"))

    def said(self, names: Collection[str], edition_id: str, persons: Collection[str]) -> dict[str, list[Decision]]:
        """What these persons said to an organisation at this edition, under any of its names, by person."""
        asked = {"edition_id": edition_id, "organisation_id": {"$in": sorted(names)}}
        said: dict[str, list[Decision]] = {}
        for row in self.many({**asked, "person_id": {"$in": sorted(persons)}}):
            said.setdefault(row["person_id"], []).append(Decision(row["given"], row["at"]))
        return said

    def of(self, person_id: str) -> list[Document]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


class Organisations(Merging):
    collection = "organisations"
    noun = "organisation"

    def names(self) -> dict[str, dict[str, str]]:
        return {row["_id"]: row["name"] for row in self.many({})}


class SkillNeeds(Projection):
    collection = "skill_needs"
    noun = "skill_need"
    indexes = (Index("skill"),)

    def standing(self, today: date, ids: Collection[str] | None = None) -> list[Document]:
        """Neither withdrawn nor past its horizon; all, or those of these ids."""
        narrowed = {} if ids is None else {"_id": {"$in": list(ids)}}
        stand = {"withdrawn_at": None, "horizon": {"$gte": today.isoformat()}}
        return self.many({**stand, **narrowed}, sort=[("_id", 1)])


class Editions(Projection):
    collection = "editions"
    noun = "edition"

    def sectors_of(self, editions: Collection[str]) -> dict[str, list[str]]:
        return {row["_id"]: row.get("sectors", []) for row in self.many({"_id": {"$in": sorted(editions)}})}


class Contended(Projection):
    """Rows that are touched by whoever decides on them, so that two who do come in an order."""

    def _touch(self, whose: Document, **fields: Any) -> None:
        """Counted, since a row that is set to what it says already is not written, and conflicts with nothing."""
        self.rows.update_many(whose, {"$set": fields, "$inc": {"touched": 1}})


class Stands(Contended):
    collection = "stands"
    noun = "stand"
    indexes = (Index("edition_id"),)

    def hand_over(self, organisation_id: str, heir: str) -> None:
        self.rows.update_many({"organisation_id": organisation_id}, {"$set": {"organisation_id": heir}})

    def decide_with(self, edition_id: str, organisation_id: str, at: datetime) -> None:
        """Touch the rows of an organisation: two who book at its tables come in an order."""
        self._touch({"edition_id": edition_id, "organisation_id": organisation_id}, decided_at=at)

    def tables_at(self, edition_id: str) -> dict[str, tuple[Table, ...]]:
        """The tables of each organisation, in the order of their stands' labels."""
        tables: dict[str, tuple[Table, ...]] = {}
        for stand in self.many({"edition_id": edition_id}, sort=[("label", 1), ("_id", 1)]):
            own = [
                Table(f"{stand['_id']}/{number}", f"{stand['label']}-{number}")
                for number in range(1, stand["tables"] + 1)
            ]
            tables[stand["organisation_id"]] = (*tables.get(stand["organisation_id"], ()), *own)
        return tables


ERASED = "erased"
"""No registration's state as other rooms tell it: whoever was present is only counted any more."""


class Registrations(Contended):
    collection = "registrations"
    noun = "registration"
    indexes = (Index("edition_id", "state"), Index("person_id"))

    def expected_at(self, edition_id: str) -> list[str]:
        """The persons who have a seat, those who registered first before the others."""
        return [row["person_id"] for row in self.standing_at(edition_id)]

    def standing_at(self, edition_id: str) -> list[Document]:
        standing = {"edition_id": edition_id, "state": {"$in": ["confirmed", "checked_in"]}}
        return self.many(standing, sort=[("registered_at", 1), ("_id", 1)])

    def categories_at(self, edition_id: str) -> dict[str, str]:
        """As what each person with a seat is registered; who registered before it was kept is left out."""
        return {row["person_id"]: row["category"] for row in self.standing_at(edition_id) if row.get("category")}

    def categories_of(self, person_id: str) -> dict[str, str | None]:
        """By edition, as what a person is registered."""
        standing = self.many({"person_id": person_id, "state": {"$ne": "cancelled"}})
        return {row["edition_id"]: row.get("category") for row in standing}

    def present_at(self, edition_id: str) -> list[str]:
        return self.rows.distinct("person_id", {"edition_id": edition_id, "state": "checked_in"})

    def erased_at(self, edition_id: str) -> dict[str, str | None]:
        """By the pseudonym of who was present and has been erased since, the institute that they were of."""
        return {row["person_id"]: row["institute_id"] for row in self.many({"edition_id": edition_id, "state": ERASED})}

    def keep_presence(self, person_id: str, pseudonym: str, institute_id: str | None) -> None:
        """For the figures: at which editions somebody was who is to be erased, by nothing that leads to them."""
        there = self.rows.distinct("edition_id", {"person_id": person_id, "state": "checked_in"})
        kept = {"person_id": pseudonym, "state": ERASED, "institute_id": institute_id}
        for edition_id in there:
            self.rows.insert_one({"_id": new_id(), "edition_id": edition_id, **kept})

    def editions_of(self, person_id: str) -> list[str]:
        return self.rows.distinct("edition_id", {"person_id": person_id, "state": {"$ne": "cancelled"}})

    def of_trainees(self, persons: Collection[str]) -> list[Document]:
        """Of these persons, the registrations that say where they were trained, the newest last."""
        trained = {"person_id": {"$in": list(persons)}, "institute_id": {"$ne": None}}
        return self.many(trained, sort=[("registered_at", 1), ("_id", 1)])

    def has_come(self, edition_id: str, person_id: str) -> bool:
        return self.count({"edition_id": edition_id, "person_id": person_id, "state": "checked_in"}) > 0

    def plan_with(self, edition_id: str, run_id: str, persons: Collection[str] | None = None) -> None:
        """Touch the rows a timetable was decided on, of these persons or of all: a cancellation or an erasure in the
        same instant is then a write conflict."""
        narrowed = {} if persons is None else {"person_id": {"$in": list(persons)}}
        self._touch({"edition_id": edition_id, **narrowed}, planned_in=run_id)

    def decide_with(self, person_id: str, edition_id: str, at: datetime) -> None:
        """Touch the row of one person, as `plan_with` does those of all: two who decide about them come in an order."""
        self._touch({"person_id": person_id, "edition_id": edition_id}, decided_at=at)

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


class Credentials(Projection):
    """What persons have proven; a revoked one stays as a mark, lest a late message bring it back."""

    collection = "credentials"
    noun = "credential"
    indexes = (Index("person_id", "state"),)

    def skills_of(self, persons: Collection[str]) -> dict[str, list[HeldSkill]]:
        """By person, what valid credentials prove."""
        valid = {"person_id": {"$in": list(persons)}, "state": "valid"}
        proven: dict[str, list[HeldSkill]] = {}
        for row in self.many(valid, sort=[("_id", 1)]):
            skills = [HeldSkill(skill["code"], skill["level"], "awarded") for skill in row["skills"]]
            proven.setdefault(row["person_id"], []).extend(skills)
        return proven

    def proven(self) -> dict[str, list[HeldSkill]]:
        """By person, what valid credentials prove, of everybody who holds one."""
        return self.skills_of(self.rows.distinct("person_id", {"state": "valid"}))

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})
