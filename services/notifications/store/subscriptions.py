"""Subscriptions, and how their endpoints fare."""

from collections.abc import Iterable

from multaqa.selection import Selection, keys_of
from multaqa.store import Document, Index, Repository, kept
from services.notifications.domain import (
    Endpoint,
    PublicMessage,
    SealedSecret,
    SubscriberQueue,
    Subscription,
)
from services.notifications.store.rows import told_of

STANDING = {"state": {"$in": ["unproven", "active", "disabled"]}}


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
        told = told_of(document, Subscription)
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
        return Endpoint(**told_of(document, Endpoint))
