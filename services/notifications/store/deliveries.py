"""Public messages as they were told, and their deliveries."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from multaqa.store import Document, Index, Repository, kept
from services.notifications.domain import Attempt, Delivery, PublicMessage
from services.notifications.store.rows import Expiring, told_of

LOG_KEPT_FOR = timedelta(days=90)


class PublicMessages(Expiring, Repository[PublicMessage]):
    collection = "public_messages"
    noun = "message"
    indexes = (Index("told_at", "_id"),)

    def document(self, message: PublicMessage) -> Document:
        return kept(message)

    def entity(self, document: Document) -> PublicMessage:
        return PublicMessage(**told_of(document, PublicMessage))

    def among(self, ids: Iterable[str]) -> dict[str, PublicMessage]:
        return {message.id: message for message in self.many({"_id": {"$in": sorted(set(ids))}})}

    def told_between(self, since: datetime, until: datetime, after: str, limit: int) -> list[PublicMessage]:
        filter = {"told_at": {"$gte": since, "$lte": until}, "_id": {"$gt": after}}
        return self.many(filter, sort=[("_id", 1)], limit=limit)


class Deliveries(Expiring, Repository[Delivery]):
    """One row per subscription and message."""

    collection = "deliveries"
    noun = "delivery"
    indexes = (
        Index("subscription_id", "message_id", unique=True),
        Index("subscription_id", "_id"),
        Index("subscription_id", "next_at", where={"state": "pending"}),
    )

    def document(self, delivery: Delivery) -> Document:
        """Not by `kept`, which copies every attempt: this is written for every post."""
        told = {name: fact for name, fact in vars(delivery).items() if name not in ("id", "version")}
        return {**told, "attempts": [_attempt_row(attempt) for attempt in delivery.attempts], **_expiry(delivery)}

    def entity(self, document: Document) -> Delivery:
        attempts = [_attempt(row) for row in document["attempts"]]
        return Delivery(**{**told_of(document, Delivery), "attempts": attempts})

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
