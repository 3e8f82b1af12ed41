"""What other rooms told of: whom there is to tell, of what, and when."""

from multaqa.store import Document, Index, Projection
from services.notifications.domain import Recipient

KEPT_OF_PERSON = ("name_latin", "name_arabic", "email", "language", "takes_part")

SHARED = ("name_latin", "name_arabic", "email", "language")


class Persons(Projection):
    collection = "persons"
    noun = "person"

    def keep(self, person_id: str, version: int, facts: Document) -> None:
        """The newest the directory told of the person: of their data, only what a mail needs."""
        answers = {consent["purpose"]: consent["granted"] for consent in facts["consents"]}
        told = {**facts, "takes_part": answers.get("participation", True)}
        granted = sorted(purpose for purpose, given in answers.items() if given)
        kept = {name: told.get(name) for name in KEPT_OF_PERSON}
        self.put_if_newer(person_id, version, {**kept, "granted": granted})

    def forget(self, person_id: str, version: int) -> None:
        """Nothing is left but the mark that there is nobody: a message that comes late must not bring them back."""
        self.put_if_newer(person_id, version, {"erased": True})

    def shared_for(self, purpose: str, person_id: str) -> Document | None:
        """What a subscriber may know of somebody who consents to its purpose now."""
        row = self.find(person_id)
        agrees = row and purpose in row.get("granted", ())
        return {name: row[name] for name in SHARED} if row and agrees else None

    def is_erased(self, person_id: str) -> bool:
        return bool((self.find(person_id) or {}).get("erased"))

    def kept_of(self, person_id: str) -> Document | None:
        row = self.find(person_id)
        return {name: row[name] for name in KEPT_OF_PERSON} if row and not row.get("erased") else None

    def recipient(self, person_id: str) -> Recipient | None:
        row = self.find(person_id)
        if row is None:
            return None
        if row.get("erased"):
            return Recipient(person_id, "", None, "", "fr", erased=True)
        return Recipient(person_id, **{name: row[name] for name in KEPT_OF_PERSON})


class Pseudonyms(Projection):
    """Whom public messages are about: by pseudonym the person."""

    collection = "pseudonyms"
    noun = "pseudonym"
    indexes = (Index("person_id"),)

    def person_behind(self, pseudonym: str) -> str | None:
        return (self.find(pseudonym) or {}).get("person_id")

    def forget(self, person_id: str) -> None:
        """The mark stays, so that a message that comes late does not bring them back."""
        self.rows.update_many({"person_id": person_id}, {"$unset": {"person_id": ""}})

    def of(self, person_id: str) -> list[str]:
        return [row["_id"] for row in self.many({"person_id": person_id}, sort=[("_id", 1)])]


class Phones(Projection):
    """The numbers at which persons can be reached."""

    collection = "phones"
    noun = "phone"

    def forget(self, person_id: str, version: int) -> None:
        self.put_if_newer(person_id, version, {})

    def of(self, person_id: str) -> str | None:
        return (self.find(person_id) or {}).get("phone")


class Editions(Projection):
    collection = "editions"
    noun = "edition"


class Registered(Projection):
    """Who is to be told what changes, by registration; of one that was cancelled only the mark is left."""

    collection = "registered"
    noun = "registration"
    indexes = (Index("edition_id", "_id"), Index("edition_id", "activity_ids", "_id"), Index("person_id"))

    def keep(self, registration_id: str, version: int, facts: Document) -> None:
        stands = facts["state"] != "cancelled"
        known = {name: facts[name] for name in ("edition_id", "person_id", "activity_ids")} if stands else {}
        self.put_if_newer(registration_id, version, known)

    def concerned(self, whom: Document, after: str, limit: int) -> list[Document]:
        """The registrations of an edition, or of one of its activities, behind the one whose id is `after`."""
        return self.many({**whom, "_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)

    def forget(self, person_id: str) -> None:
        gone = {"edition_id": "", "person_id": "", "activity_ids": ""}
        self.rows.update_many({"person_id": person_id}, {"$unset": gone})

    def editions_of(self, person_id: str) -> list[str]:
        return [str(row["edition_id"]) for row in self.many({"person_id": person_id}, sort=[("_id", 1)])]


class Agendas(Projection):
    """A candidate's interviews at an edition, as they were last told: what they are reminded of."""

    collection = "agendas"
    noun = "agenda"
    indexes = (Index("person_id"),)

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})

    def of_person(self, person_id: str) -> list[Document]:
        rows = self.many({"person_id": person_id}, sort=[("_id", 1)])
        return [
            {"edition_id": row["edition_id"], "interviews": [_spoken(one) for one in row["interviews"]]} for row in rows
        ]


def _spoken(interview: Document) -> Document:
    return {**interview, **{name: interview[name].isoformat() for name in ("starts_at", "ends_at")}}


class Marks(Projection):
    """The newest mark of each trail that goes out in mails, with its date."""

    collection = "audit_marks"
    noun = "mark"

    def newest(self) -> Document | None:
        return next(iter(self.many({}, sort=[("at", -1)], limit=1)), None)
