"""Where the notifications' room keeps its facts: what it was told, what it tells, and to whom."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta

from pymongo.database import Database

from multaqa.ids import new_id
from multaqa.links import gone
from multaqa.store import Document, Index, Projection, Repository, kept
from services.notifications.domain import (
    Attempt,
    Contact,
    Delivery,
    Endpoint,
    Preferences,
    PublicMessage,
    Recipient,
    SealedSecret,
    Selection,
    Send,
    SubscriberQueue,
    Subscription,
    address_id,
    keys_of,
)

INVITATION = "events.invitation_sent.v1"
NOTICES = ("events.edition_notice_sent.v1", "events.invitations_overtaken.v1")
STANDING = {"state": {"$in": ["unproven", "active", "disabled"]}}
LOG_KEPT_FOR = timedelta(days=90)
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


class Sends(Repository):
    """One row per recipient and message, whose id is derived from both: never two mails for one message."""

    collection = "sends"
    noun = "send"
    indexes = (
        Index("person_id", "_id"),
        Index("about"),
        Index("type", "contact.email"),
        Index("link", where={"link": {"$type": "string"}}),
        Index("gathers", where={"gathers": {"$type": "string"}}),
    )

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

    def by_link(self, link: str) -> Send:
        """What was sent with this link; one answer for whatever is no such link, or no longer is."""
        send = self.one({"link": link})
        if send is None:
            raise gone()
        return send

    def gathering(self, keys: Iterable[str]) -> dict[str, Send]:
        """What still waits for more of these, by key."""
        wanted = {"gathers": {"$in": sorted(keys)}, "state": "due"}
        return {str(send.gathers): send for send in self.many(wanted)}

    def sent_since(self, person_id: str, since: datetime) -> list[datetime]:
        rows = self.rows.find({"person_id": person_id, "sent_at": {"$gt": since}}, {"sent_at": 1})
        return [row["sent_at"] for row in rows]

    def to_person(self, person_id: str) -> list[Send]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])


class PreferencesRows(Repository[Preferences]):
    collection = "preferences"
    noun = "preferences"
    indexes = (Index("addressee", unique=True),)

    def document(self, preferences: Preferences) -> Document:
        return kept(preferences)

    def entity(self, document: Document) -> Preferences:
        return Preferences(**_told(document, Preferences))

    def of(self, addressee: str) -> Preferences:
        """Who never chose wants everything."""
        return self.chosen_by(addressee) or Preferences(new_id(), addressee)

    def chosen_by(self, addressee: str) -> Preferences | None:
        return self.one({"addressee": addressee})

    def forget(self, person_id: str | None, address: str | None) -> None:
        addressees = [person_id, address_id(address) if address else None]
        self.rows.delete_many({"addressee": {"$in": [one for one in addressees if one]}})


class Subscriptions(Repository):
    """`keys` are the words by which a message finds who wants it: none of the other subscriptions is read."""

    collection = "subscriptions"
    noun = "subscription"
    indexes = (Index("keys", "_id", where={"state": "active"}), Index("state"), Index("owner", "_id"))

    def document(self, subscription: Subscription) -> Document:
        return {**kept(subscription), "keys": subscription.selection.keys()}

    def entity(self, document: Document) -> Subscription:
        selection = Selection.of(**document["selection"])
        secrets = [SealedSecret(**secret) for secret in document["secrets"]]
        queue = SubscriberQueue(**document["queue"]) if document.get("queue") else None
        told = _told(document, Subscription)
        return Subscription(**{**told, "selection": selection, "secrets": secrets, "queue": queue})

    def that_may_want(self, messages: Iterable[PublicMessage], after: str, limit: int) -> list[Subscription]:
        """Active ones with a key of one of these messages, in the order of their ids."""
        keys = sorted({key for message in messages for key in keys_of(message.type, message.marks)})
        filter = {"state": "active", "keys": {"$in": keys}, "_id": {"$gt": after}}
        return self.many(filter, sort=[("_id", 1)], limit=limit)

    def standing(self) -> int:
        return self.count(STANDING)

    def queues(self) -> int:
        return self.count({**STANDING, "queue": {"$ne": None}})


class Endpoints(Repository):
    """How each subscription's endpoint fares, apart from what was asked for: it changes with every run."""

    collection = "endpoints"
    noun = "endpoint"

    def document(self, endpoint: Endpoint) -> Document:
        return kept(endpoint)

    def entity(self, document: Document) -> Endpoint:
        return Endpoint(**_told(document, Endpoint))


class PublicMessages(Repository):
    collection = "public_messages"
    noun = "message"
    indexes = (Index("told_at", "_id"),)

    @classmethod
    def ensure_indexes(cls, database: Database[Document]) -> None:
        super().ensure_indexes(database)
        database[cls.collection].create_index([("expires_at", 1)])

    def document(self, message: PublicMessage) -> Document:
        return kept(message)

    def entity(self, document: Document) -> PublicMessage:
        return PublicMessage(**_told(document, PublicMessage))

    def among(self, ids: Iterable[str]) -> dict[str, PublicMessage]:
        return {message.id: message for message in self.many({"_id": {"$in": sorted(set(ids))}})}

    def told_between(self, since: datetime, until: datetime, after: str, limit: int) -> list[PublicMessage]:
        filter = {"told_at": {"$gte": since, "$lte": until}, "_id": {"$gt": after}}
        return self.many(filter, sort=[("_id", 1)], limit=limit)


class Deliveries(Repository):
    """One row per subscription and message."""

    collection = "deliveries"
    noun = "delivery"
    indexes = (
        Index("subscription_id", "message_id", unique=True),
        Index("subscription_id", "_id"),
        Index("subscription_id", "next_at", where={"state": "pending"}),
    )

    @classmethod
    def ensure_indexes(cls, database: Database[Document]) -> None:
        super().ensure_indexes(database)
        database[cls.collection].create_index([("expires_at", 1)])

    def document(self, delivery: Delivery) -> Document:
        """Not by `kept`, which copies every attempt: this is written for every post."""
        told = {name: fact for name, fact in vars(delivery).items() if name not in ("id", "version")}
        return {**told, "attempts": [_attempt_row(attempt) for attempt in delivery.attempts], **_expiry(delivery)}

    def entity(self, document: Document) -> Delivery:
        attempts = [_attempt(row) for row in document["attempts"]]
        return Delivery(**{**_told(document, Delivery), "attempts": attempts})

    def among(self, ids: Iterable[str]) -> list[Delivery]:
        return self.many({"_id": {"$in": sorted(ids)}})

    def due(self, subscription_id: str, at: datetime, limit: int) -> list[Delivery]:
        filter = {"subscription_id": subscription_id, "state": "pending", "next_at": {"$lte": at}}
        return self.many(filter, sort=[("next_at", 1)], limit=limit) if limit else []

    def pending(self, subscription_id: str, limit: int) -> list[Delivery]:
        return self.many({"subscription_id": subscription_id, "state": "pending"}, limit=limit)

    def next_at(self, subscription_id: str) -> datetime | None:
        filter = {"subscription_id": subscription_id, "state": "pending"}
        first = self.rows.find(filter, {"next_at": 1}, sort=[("next_at", 1)], limit=1)
        return next((row["next_at"] for row in first), None)

    def failed_since(self, subscription_id: str, since: datetime, after: str, limit: int) -> list[Delivery]:
        filter = {
            "subscription_id": subscription_id,
            "state": {"$in": ["given_up", "abandoned"]},
            "created_at": {"$gte": since},
            "_id": {"$gt": after},
        }
        return self.many(filter, sort=[("_id", 1)], limit=limit)

    def known(self, subscription_ids: Iterable[str], message_ids: Iterable[str]) -> set[tuple[str, str]]:
        """Which of these messages are on their way to which of these subscriptions, or were."""
        pairs = {"subscription_id": {"$in": sorted(subscription_ids)}, "message_id": {"$in": sorted(message_ids)}}
        rows = self.rows.find(pairs, {"subscription_id": 1, "message_id": 1})
        return {(row["subscription_id"], row["message_id"]) for row in rows}


def _expiry(delivery: Delivery) -> Document:
    """What is settled is deleted when due; what is pending stays until it is settled."""
    return {"expires_at": delivery.settled_at + LOG_KEPT_FOR} if delivery.settled_at else {}


def _attempt_row(attempt: Attempt) -> Document:
    wait = attempt.retry_after
    return {**vars(attempt), "retry_after": wait.total_seconds() if wait is not None else None}


def _attempt(row: Document) -> Attempt:
    wait = row["retry_after"]
    return Attempt(**{**row, "retry_after": timedelta(seconds=wait) if wait is not None else None})


def _told(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, keys) is the store's.

    What a document from before does not say has its default.
    """
    return {field.name: document[field.name] for field in fields(entity) if field.name in document}
