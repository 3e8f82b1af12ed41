"""Where the notifications' room keeps its facts: what it was told, what it tells, and to whom."""

from dataclasses import asdict, fields
from datetime import timedelta

from multaqa.store import Document, Index, Projection, Repository, kept
from services.notifications.domain import Attempt, Contact, Delivery, Recipient, Send, Subscription

INVITATION = "events.invitation_sent.v1"
NOTICES = ("events.edition_notice_sent.v1", "events.invitations_overtaken.v1")
KEPT_OF_PERSON = ("name_latin", "name_arabic", "email", "language", "takes_part")


class Persons(Projection):
    collection = "persons"
    noun = "person"

    def keep(self, person_id: str, version: int, facts: Document) -> None:
        """The newest the directory told of the person: of their data, only what a mail needs."""
        answers = {consent["purpose"]: consent["granted"] for consent in facts["consents"]}
        told = {**facts, "takes_part": answers.get("participation", True)}
        self.put_if_newer(person_id, version, {name: told.get(name) for name in KEPT_OF_PERSON})

    def forget(self, person_id: str, version: int) -> None:
        """Nothing is left but the mark that there is nobody: a message that comes late must not bring them back."""
        self.put_if_newer(person_id, version, {"erased": True})

    def kept_of(self, person_id: str) -> Document | None:
        row = self.find(person_id)
        return {name: row.get(name) for name in KEPT_OF_PERSON} if row and not row.get("erased") else None

    def recipient(self, person_id: str) -> Recipient | None:
        row = self.find(person_id)
        if row is None:
            return None
        if row.get("erased"):
            return Recipient(person_id, "", None, "", "fr", erased=True)
        return Recipient(person_id, **{name: row[name] for name in KEPT_OF_PERSON})


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


class Marks(Projection):
    """The newest mark of each trail that goes out in mails, with its date."""

    collection = "audit_marks"
    noun = "mark"

    def newest(self) -> Document | None:
        return next(iter(self.many({}, sort=[("at", -1)], limit=1)), None)


class Sends(Repository):
    """One row per recipient and message, whose id is derived from both: never two mails for one message."""

    collection = "sends"
    noun = "send"
    indexes = (Index("person_id", "_id"), Index("about"), Index("type", "contact.email"))

    def document(self, send: Send) -> Document:
        return kept(send)

    def entity(self, document: Document) -> Send:
        contact = Contact(**document["contact"]) if document["contact"] else None
        return Send(**{**_told(document, Send), "contact": contact})

    def new_among(self, sends: list[Send]) -> list[Send]:
        """Those that are not kept yet, each once."""
        by_id = {send.id: send for send in sends}
        known = {row["_id"] for row in self.rows.find({"_id": {"$in": sorted(by_id)}}, {"_id": 1})}
        return [send for id, send in by_id.items() if id not in known]

    def to_contact(self, about: str) -> list[Send]:
        return self.many({"about": about}, sort=[("_id", 1)])

    def notices_to(self, addresses: list[str]) -> list[Send]:
        """What was told to these addresses of editions, where no mail says of whom it is."""
        return self._to(addresses, *NOTICES)

    def inviting(self, invitations: list[str]) -> list[Send]:
        return self.many({"about": {"$in": invitations}, "type": INVITATION})

    def to_invited(self, address: str) -> list[Send]:
        """What went to an address because it was invited."""
        return self._to([address], INVITATION, *NOTICES)

    def _to(self, addresses: list[str], *types: str) -> list[Send]:
        return self.many({"type": {"$in": list(types)}, "contact.email": {"$in": addresses}})

    def to_person(self, person_id: str) -> list[Send]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])


class Subscriptions(Repository):
    collection = "subscriptions"
    noun = "subscription"
    indexes = (Index("ended_at"),)

    def document(self, subscription: Subscription) -> Document:
        return kept(subscription)

    def entity(self, document: Document) -> Subscription:
        return Subscription(**{**_told(document, Subscription), "types": tuple(document["types"])})

    def wanting(self, message_type: str) -> list[Subscription]:
        return [one for one in self.many({"ended_at": None}) if one.wants(message_type)]


class Deliveries(Repository):
    """One row per subscription and message."""

    collection = "deliveries"
    noun = "delivery"
    indexes = (Index("subscription_id", "message_id", unique=True), Index("subscription_id", "_id"))

    def document(self, delivery: Delivery) -> Document:
        return {**kept(delivery), "attempts": [_attempt_row(attempt) for attempt in delivery.attempts]}

    def entity(self, document: Document) -> Delivery:
        attempts = [_attempt(row) for row in document["attempts"]]
        return Delivery(**{**_told(document, Delivery), "attempts": attempts})


def _attempt_row(attempt: Attempt) -> Document:
    wait = attempt.retry_after
    return {**asdict(attempt), "retry_after": wait.total_seconds() if wait is not None else None}


def _attempt(row: Document) -> Attempt:
    wait = row["retry_after"]
    return Attempt(**{**row, "retry_after": timedelta(seconds=wait) if wait is not None else None})


def _told(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, keys) is the store's."""
    return {field.name: document[field.name] for field in fields(entity)}
