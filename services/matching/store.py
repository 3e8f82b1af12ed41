"""Where the matching room keeps its facts: its own entities, and what it has heard from the other rooms."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from multaqa.errors import NotFound
from multaqa.store import Index, Projection, Repository
from services.matching.domain import (
    Candidate,
    Figures,
    HeldSkill,
    Hiring,
    Interview,
    LocalText,
    Offer,
    Profile,
    SlotGrid,
    SoughtSkill,
    Table,
    TimetableRun,
)

Document = dict[str, Any]


class Candidates(Repository[Candidate]):
    collection = "candidates"
    noun = "candidate"
    indexes = (Index("person_id", unique=True),)

    def document(self, candidate: Candidate) -> Document:
        document = _kept(candidate)
        del document["profile"]["awarded"]
        return document

    def entity(self, document: Document) -> Candidate:
        stated = document["profile"]
        skills = tuple(HeldSkill(**skill) for skill in stated["skills"])
        lists = {name: tuple(stated[name]) for name in ("sectors", "languages", "mobility", "contracts")}
        profile = Profile(training_level=stated["training_level"], skills=skills, **lists)
        return Candidate(**{**document, "profile": profile})

    def find_person(self, person_id: str) -> Candidate | None:
        return self.one({"person_id": person_id})

    def of_person(self, person_id: str) -> Candidate:
        candidate = self.find_person(person_id)
        if candidate is None:
            raise NotFound("candidate.not_found", "This person has no profile here.", person_id=person_id)
        return candidate

    def profiles_of(self, persons: Collection[str]) -> dict[str, Profile]:
        """Profiles by person, in the order of the persons; who has none is left out."""
        known = {
            candidate.person_id: candidate.profile for candidate in self.many({"person_id": {"$in": list(persons)}})
        }
        return {person_id: known[person_id] for person_id in persons if person_id in known}


class Offers(Repository[Offer]):
    collection = "offers"
    noun = "offer"
    indexes = (Index("edition_id"), Index("organisation_id"))

    def document(self, offer: Offer) -> Document:
        return _kept(offer)

    def entity(self, document: Document) -> Offer:
        return Offer(
            **{
                **document,
                "title": LocalText(**document["title"]),
                "required": tuple(SoughtSkill(**skill) for skill in document["required"]),
                "wished": tuple(SoughtSkill(**skill) for skill in document["wished"]),
                "languages": tuple(document["languages"]),
                "knock_outs": tuple(document["knock_outs"]),
            }
        )

    def hand_over(self, organisation_id: str, heir: str) -> None:
        """With the version counted on: a change of the offer in the same instant is then stale."""
        given = {"$set": {"organisation_id": heir}, "$inc": {"version": 1}}
        self.rows.update_many({"organisation_id": organisation_id}, given)

    def open_at(self, editions: Collection[str]) -> list[Offer]:
        offers = self.many({"edition_id": {"$in": list(editions)}}, sort=[("_id", 1)])
        return [offer for offer in offers if not offer.is_filled]


class TimetableRuns(Repository[TimetableRun]):
    collection = "timetable_runs"
    noun = "timetable_run"
    indexes = (Index("edition_id", "number", unique=True),)

    def document(self, run: TimetableRun) -> Document:
        return _kept(run)

    def entity(self, document: Document) -> TimetableRun:
        figures = document["figures"]
        return TimetableRun(
            **{
                **document,
                "grid": SlotGrid(**document["grid"]),
                "figures": Figures(**figures) if figures else None,
            }
        )

    def waiting_at(self, edition_id: str) -> list[TimetableRun]:
        return self.many({"edition_id": edition_id, "state": "requested"})

    def next_number(self, edition_id: str) -> int:
        return self.count({"edition_id": edition_id}) + 1


class Interviews(Repository[Interview]):
    """The unique indexes are what makes a double booking impossible, whoever computes the timetable."""

    collection = "interviews"
    noun = "interview"
    indexes = (
        Index("edition_id", "table_id", "slot", unique=True),
        Index("edition_id", "candidate_id", "slot", unique=True),
        Index("candidate_id"),
    )

    def document(self, interview: Interview) -> Document:
        return _kept(interview)

    def entity(self, document: Document) -> Interview:
        return Interview(**document)

    def at(self, edition_id: str) -> list[Interview]:
        return self.many({"edition_id": edition_id})

    def of(self, candidate_id: str) -> list[Interview]:
        return self.many({"candidate_id": candidate_id}, sort=[("starts_at", 1)])

    def have_begun(self, edition_id: str) -> bool:
        return self.count({"edition_id": edition_id, "state": {"$ne": "planned"}}) > 0

    def clear(self, edition_id: str) -> set[str]:
        """Remove an edition's planned interviews; the candidates who had one."""
        planned = {"edition_id": edition_id, "state": "planned"}
        candidates = set(self.rows.distinct("candidate_id", planned))
        self.rows.delete_many(planned)
        return candidates

    def withdraw(self, candidate_id: str, **narrowed: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id, "state": "planned", **narrowed})

    def rename(self, candidate_id: str, pseudonym: str) -> None:
        self.rows.update_many({"candidate_id": candidate_id}, {"$set": {"candidate_id": pseudonym}})


class Hirings(Repository[Hiring]):
    collection = "hirings"
    noun = "hiring"
    indexes = (Index("interview_id", unique=True), Index("edition_id"), Index("candidate_id"), Index("state"))

    def document(self, hiring: Hiring) -> Document:
        return {**_kept(hiring), "starts_on": hiring.starts_on.isoformat()}

    def entity(self, document: Document) -> Hiring:
        return Hiring(**{**document, "starts_on": date.fromisoformat(document["starts_on"])})

    def after(self, interview_id: str) -> Hiring | None:
        return self.one({"interview_id": interview_id})

    def at(self, edition_id: str) -> list[Hiring]:
        return self.many({"edition_id": edition_id})

    def of(self, candidate_id: str) -> list[Hiring]:
        return self.many({"candidate_id": candidate_id})

    def rename(self, candidate_id: str, pseudonym: str) -> None:
        self.rows.update_many({"candidate_id": candidate_id}, {"$set": {"candidate_id": pseudonym}})


class Persons(Projection):
    """Of a person only language and consents, no name; an erased one leaves a mark against late messages."""

    collection = "persons"
    noun = "person"

    def is_erased(self, person_id: str) -> bool:
        return bool((self.find(person_id) or {}).get("erased"))


class Organisations(Projection):
    collection = "organisations"
    noun = "organisation"

    def names(self) -> dict[str, dict[str, str]]:
        return {row["_id"]: row["name"] for row in self.many({})}

    def current(self, organisation_id: str) -> str:
        """The id that stands for it today: its own, or that of the organisation it was merged into."""
        seen = [organisation_id]
        while (known := self.find(seen[-1])) and (heir := known.get("merged_into")) and heir not in seen:
            seen.append(heir)
        return seen[-1]


class SkillNeeds(Projection):
    collection = "skill_needs"
    noun = "skill_need"
    indexes = (Index("skill"),)


class Editions(Projection):
    collection = "editions"
    noun = "edition"


class Stands(Projection):
    collection = "stands"
    noun = "stand"
    indexes = (Index("edition_id"),)

    def hand_over(self, organisation_id: str, heir: str) -> None:
        self.rows.update_many({"organisation_id": organisation_id}, {"$set": {"organisation_id": heir}})

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


class Registrations(Projection):
    collection = "registrations"
    noun = "registration"
    indexes = (Index("edition_id", "state"), Index("person_id"))

    def expected_at(self, edition_id: str) -> list[str]:
        """The persons who have a seat, those who registered first before the others."""
        expected = {"edition_id": edition_id, "state": {"$in": ["confirmed", "checked_in"]}}
        return [row["person_id"] for row in self.many(expected, sort=[("registered_at", 1), ("_id", 1)])]

    def present_at(self, edition_id: str) -> list[str]:
        return self.rows.distinct("person_id", {"edition_id": edition_id, "state": "checked_in"})

    def editions_of(self, person_id: str) -> list[str]:
        return self.rows.distinct("edition_id", {"person_id": person_id, "state": {"$ne": "cancelled"}})

    def plan_with(self, edition_id: str, run_id: str) -> None:
        """Touch the rows a timetable was decided on: a cancellation in the same instant is then a write conflict."""
        self.rows.update_many({"edition_id": edition_id}, {"$set": {"planned_in": run_id}})

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

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


def _kept(entity: Any) -> Document:
    document = asdict(entity)
    del document["id"], document["version"]
    return document
