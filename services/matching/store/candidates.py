"""Where candidates are kept, each found by the person they are."""

from collections.abc import Collection

from multaqa.errors import NotFound
from multaqa.store import Document, Index, Repository, kept
from services.matching.domain import Candidate, HeldSkill, Profile


class Candidates(Repository[Candidate]):
    collection = "candidates"
    noun = "candidate"
    indexes = (Index("person_id", unique=True),)

    def document(self, candidate: Candidate) -> Document:
        document = kept(candidate)
        for joined in ("awarded", "preferences"):
            del document["profile"][joined]
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

    def pseudonyms_of(self, persons: Collection[str]) -> dict[str, str]:
        rows = self.rows.find({"person_id": {"$in": list(persons)}}, {"person_id": 1})
        return {row["person_id"]: row["_id"] for row in rows}

    def persons_of(self, pseudonyms: Collection[str]) -> dict[str, str]:
        """By pseudonym the person; who was erased is left out."""
        rows = self.rows.find({"_id": {"$in": sorted(pseudonyms)}}, {"person_id": 1})
        return {row["_id"]: row["person_id"] for row in rows}

    def profiles_of(self, persons: Collection[str]) -> dict[str, Profile]:
        """Profiles by person, in the order of the persons; who has none is left out."""
        known = {
            candidate.person_id: candidate.profile for candidate in self.many({"person_id": {"$in": list(persons)}})
        }
        return {person_id: known[person_id] for person_id in persons if person_id in known}

    def stated_skills(self) -> dict[tuple[str, int], int]:
        """By skill and level, how many candidates without a job state it."""
        free = {"$match": {"hired_at": []}}
        each = {"_id": {"skill": "$profile.skills.code", "level": "$profile.skills.level"}, "count": {"$sum": 1}}
        groups = self.rows.aggregate([free, {"$unwind": "$profile.skills"}, {"$group": each}])
        return {(group["_id"]["skill"], group["_id"]["level"]): group["count"] for group in groups}

    def standing_of(self, persons: Collection[str]) -> dict[str, Candidate]:
        return {candidate.person_id: candidate for candidate in self.many({"person_id": {"$in": list(persons)}})}
