"""Credentials, the lists that say which are revoked, and the endorsements of partners."""

from collections.abc import Iterable
from dataclasses import asdict

from multaqa.store import Index, Repository
from services.events.domain.credential import Credential, ProvenSkill
from services.events.domain.endorsement import Endorsement
from services.events.domain.status_list import StatusList
from services.events.domain.wording import LocalText
from services.events.store.documents import Document, kept, told


class Credentials(Repository[Credential]):
    """`standing` rows are valid: of these a person has one for the same award or skills of an edition."""

    collection = "credentials"
    noun = "credential"
    indexes = (
        Index("edition_id", "person_id", "proves", unique=True, where={"standing": True}),
        Index("list_number", "place", unique=True),
        Index("address_digest", unique=True),
        Index("list_number", "standing"),
        Index("person_id"),
        Index("edition_id", "_id"),
        Index("award_id"),
    )

    def document(self, credential: Credential) -> Document:
        return {
            **kept(credential),
            "title": asdict(credential.title),
            "criteria": asdict(credential.criteria),
            "skills": [asdict(skill) for skill in credential.skills],
            "proves": credential.proves,
            "standing": credential.is_valid,
        }

    def entity(self, document: Document) -> Credential:
        skills = [{**skill, "label": LocalText(**skill["label"])} for skill in document["skills"]]
        return Credential(
            **{
                **told(document, Credential),
                "title": LocalText(**document["title"]),
                "criteria": LocalText(**document["criteria"]),
                "skills": tuple(ProvenSkill(**skill) for skill in skills),
                "assessors": tuple(document["assessors"]),
            }
        )

    def behind(self, digest: str) -> Credential | None:
        return self.one({"address_digest": digest})

    def like(self, credential: Credential) -> Credential | None:
        """A valid one that proves the same of the same person."""
        same = {"edition_id": credential.edition_id, "person_id": credential.person_id, "proves": credential.proves}
        return self.one({**same, "standing": True})

    def of_person(self, person_id: str) -> list[Credential]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def of_award(self, award_id: str) -> list[Credential]:
        return self.many({"award_id": award_id}, sort=[("_id", 1)])

    def taken_among(self, list_number: int, places: Iterable[int]) -> set[int]:
        asked = {"list_number": list_number, "place": {"$in": sorted(set(places))}}
        return set(self.rows.distinct("place", asked))

    def revoked_places(self, list_number: int) -> list[int]:
        return sorted(self.rows.distinct("place", {"list_number": list_number, "standing": False}))


class StatusLists(Repository[StatusList]):
    collection = "status_lists"
    noun = "status_list"
    indexes = (Index("number", unique=True),)

    def document(self, one: StatusList) -> Document:
        return kept(one)

    def entity(self, document: Document) -> StatusList:
        return StatusList(**told(document, StatusList))

    def numbered(self, number: int) -> StatusList | None:
        return self.one({"number": number})

    def newest(self) -> StatusList | None:
        return next(iter(self.many({}, sort=[("number", -1)], limit=1)), None)


class Endorsements(Repository[Endorsement]):
    collection = "endorsements"
    noun = "endorsement"
    indexes = (
        Index("credential_id", "organisation_id", unique=True),
        Index("digest", unique=True),
        Index("organisation_id", "key_id"),
    )

    def document(self, endorsement: Endorsement) -> Document:
        return kept(endorsement)

    def entity(self, document: Document) -> Endorsement:
        return Endorsement(**told(document, Endorsement))

    def behind(self, digest: str) -> Endorsement | None:
        return self.one({"digest": digest})

    def by(self, organisation_id: str, credential_id: str) -> Endorsement | None:
        return self.one({"organisation_id": organisation_id, "credential_id": credential_id})

    def of_credential(self, credential_id: str) -> list[Endorsement]:
        return self.many({"credential_id": credential_id}, sort=[("_id", 1)])

    def was_signed_for(self, organisation_id: str) -> bool:
        return self.one({"organisation_id": organisation_id, "key_id": {"$ne": None}}) is not None
