"""How people get in: links of registrations, invitations, and classes that institutes register."""

from collections.abc import Collection

from multaqa.store import Index, Repository
from services.events.domain.class_list import ClassLine, ClassList
from services.events.domain.invitation import Invitation
from services.events.domain.registration_link import RegistrationLink
from services.events.store.documents import Document, kept, told


class RegistrationLinks(Repository[RegistrationLink]):
    """A row's id is the digest of its link: whoever holds the link finds it, nobody else does."""

    collection = "registration_links"
    noun = "registration_link"
    indexes = (Index("registration_id", "made_at"), Index("person_id"))

    def document(self, link: RegistrationLink) -> Document:
        return kept(link)

    def entity(self, document: Document) -> RegistrationLink:
        return RegistrationLink(**told(document, RegistrationLink))

    def newest_of(self, registration_id: str) -> RegistrationLink | None:
        found = self.many({"registration_id": registration_id}, sort=[("made_at", -1)], limit=1)
        return next(iter(found), None)

    def forget_person(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


class Invitations(Repository[Invitation]):
    collection = "invitations"
    noun = "invitation"
    indexes = (Index("digest", unique=True), Index("edition_id", "_id"), Index("person_id"), Index("addressee"))

    def document(self, invitation: Invitation) -> Document:
        return kept(invitation)

    def entity(self, document: Document) -> Invitation:
        return Invitation(**{**told(document, Invitation), "activity_ids": tuple(document["activity_ids"])})

    def behind(self, link: str) -> Invitation | None:
        return self.one({"digest": link})

    def of_edition(self, edition_id: str) -> list[Invitation]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def sent_to(self, addressees: Collection[str]) -> list[Invitation]:
        return self.many({"addressee": {"$in": sorted(addressees)}}, sort=[("_id", 1)])

    def of_person(self, person_id: str) -> list[Invitation]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])


class ClassLists(Repository[ClassList]):
    collection = "class_lists"
    noun = "class_list"
    indexes = (Index("edition_id", "_id"),)

    def document(self, one: ClassList) -> Document:
        outcomes = [{"outcome": name, "count": count} for name, count in one.outcomes.items()]
        return {**kept(one), "outcomes": outcomes}

    def entity(self, document: Document) -> ClassList:
        outcomes = {row["outcome"]: row["count"] for row in document["outcomes"]}
        return ClassList(**{**told(document, ClassList), "outcomes": outcomes})

    def institutes_at(self, edition_id: str) -> list[str]:
        """Those that had a class taken in."""
        return sorted(
            self.rows.distinct(
                "institute_id", {"edition_id": edition_id, "state": "applied", "institute_id": {"$ne": None}}
            )
        )


class ClassLines(Repository[ClassLine]):
    collection = "class_list_lines"
    noun = "class_line"
    indexes = (Index("list_id", "number", unique=True), Index("list_id", "outcome", "number"), Index("person_id"))

    def document(self, line: ClassLine) -> Document:
        return kept(line)

    def entity(self, document: Document) -> ClassLine:
        return ClassLine(**told(document, ClassLine))

    def open_of(self, list_id: str, most: int) -> list[ClassLine]:
        return self.many({"list_id": list_id, "outcome": None}, sort=[("number", 1)], limit=most)

    def numbered(self, list_id: str, numbers: Collection[int]) -> list[ClassLine]:
        """Of these lines, those that are still open."""
        asked = {"list_id": list_id, "number": {"$in": sorted(numbers)}, "outcome": None}
        return self.many(asked, sort=[("number", 1)])

    def of_person(self, person_id: str) -> list[ClassLine]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def forget_facts(self, list_id: str) -> None:
        """What the table said of people goes; which line led to what stays."""
        self.rows.update_many({"list_id": list_id}, {"$set": {"facts": {}}})
