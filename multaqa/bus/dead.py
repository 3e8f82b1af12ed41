"""Dead letters: kept in the room's database, where they can be listed, read, edited and sent again.

A row: `_id` (tenant/message id), `tenant`, `message_id`, `type`, `lane` (the queue it came from), `exchange` and
`routing_key` (where a redrive publishes it), `cause`, `text`, `traceback`, `traceparent`, `attempts`, `body`,
`content_type`, `headers`, `state`, `times` (how often it died), `first_dead_at`, `dead_at`, `redrives`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database

from multaqa.bus import story
from multaqa.bus.envelope import Envelope
from multaqa.bus.lanes.settle import Publisher
from multaqa.bus.publisher import Outgoing
from multaqa.bus.topology import MESSAGES, RETURN, UNROUTED
from multaqa.clock import Clock
from multaqa.errors import Conflict, MalformedMessage, NotFound, Refused, Unavailable
from multaqa.store.client import Document
from multaqa.store.forgetting import DEAD_LETTERS
from multaqa.tenancy import PLATFORM

WAITING, REDRIVING, REDRIVEN = "waiting", "redriving", "redriven"
REDRIVE_DAYS = 25
LONGEST_BODY = 8_000_000

DELIVERY_LIMIT = "delivery.limit"
LANE_MISSING = "lane.missing"
NO_SUBSCRIBER = "message.unrouted"
# Seen in a lane where they do not belong, or not readable at all: nobody's but the platform's.
_OF_PLATFORM = ("message.wrong_lane",)


def ensure_indexes(database: Database[Document]) -> None:
    database[DEAD_LETTERS].create_index([("tenant", 1), ("state", 1), ("dead_at", 1)])
    database[DEAD_LETTERS].create_index([("expires_at", 1)])


@dataclass(frozen=True, slots=True)
class Corpse:
    """A dead message as the broker delivers it, with its story read."""

    tenant: str
    message_id: str
    type: str
    lane: str
    cause: str
    exchange: str
    routing_key: str
    facts: dict[str, Any]

    @classmethod
    def read(cls, message: Any, queue: str) -> "Corpse":
        headers = dict(message.headers or {})
        body = _octets(message.body)
        envelope = _envelope(body)
        lane, cause = _where_and_why(headers, queue)
        unrouted = queue == UNROUTED
        return cls(
            tenant=_tenant(envelope, cause),
            message_id=envelope.id if envelope else _fallback_id(message, body),
            type=envelope.type if envelope else "",
            lane=lane,
            cause=cause,
            exchange=MESSAGES if unrouted else RETURN,
            routing_key=message.delivery_info["routing_key"] if unrouted else lane,
            facts={
                "text": headers.get(story.TEXT, ""),
                "traceback": headers.get(story.TRACEBACK, ""),
                "traceparent": headers.get(story.TRACE) or (envelope.traceparent if envelope else ""),
                "attempts": headers.get(story.ATTEMPT, 0),
                "headers": story.without_story(headers),
                "content_type": message.properties.get("content_type", ""),
                "body": body[:LONGEST_BODY],
                "truncated": len(body) > LONGEST_BODY,
            },
        )

    @property
    def key(self) -> str:
        return f"{self.tenant}/{self.message_id}"


def keep(database: Database[Document], corpse: Corpse, now: datetime) -> Document:
    """Write the dead letter, once per message however often it dies, and give the row as it is now."""
    fields = {
        "tenant": corpse.tenant, "message_id": corpse.message_id, "type": corpse.type, "lane": corpse.lane,
        "cause": corpse.cause, "exchange": corpse.exchange, "routing_key": corpse.routing_key,
        "state": WAITING, "dead_at": now, **corpse.facts,
    }  # fmt: skip
    update = {
        "$set": fields,
        "$setOnInsert": {"first_dead_at": now, "redrives": []},
        "$unset": {"expires_at": ""},
        "$inc": {"times": 1},
    }
    row: Document = database[DEAD_LETTERS].find_one_and_update(
        {"_id": corpse.key}, update, upsert=True, return_document=ReturnDocument.AFTER
    )
    return row


class DeadLetters:
    """The dead letters of one room. `tenant` is always asked for; the platform's administration asks for `platform`."""

    def __init__(self, database: Database[Document], publisher: Publisher, clock: Clock) -> None:
        self._rows = database[DEAD_LETTERS]
        self._publisher = publisher
        self._clock = clock

    def list(
        self,
        tenant: str,
        *,
        type_: str | None = None,
        cause: str | None = None,
        state: str | None = WAITING,
        limit: int = 100,
    ) -> list[Document]:
        """The rows, oldest death first, without their bodies."""
        wanted = _filter(tenant, type_, cause, state)
        return list(self._rows.find(wanted, {"body": 0, "traceback": 0, "headers": 0}).sort("dead_at", 1).limit(limit))

    def show(self, tenant: str, message_id: str) -> Document:
        """One row whole; NotFound."""
        row = self._rows.find_one({"_id": f"{tenant}/{message_id}"})
        if row is None:
            raise NotFound("dead_letter.not_found", f"There is no dead letter {message_id}.", message_id=message_id)
        return row

    def edit(self, tenant: str, message_id: str, facts: Mapping[str, Any], *, by: str) -> Document:
        """Replace the facts of a readable message that waits; it keeps its id, so the inbox still knows it."""
        row = self.show(tenant, message_id)
        edited = replace(Envelope.parse(row["body"]), facts=dict(facts)).encode()
        update = {"$set": {"body": edited}, "$push": {"edits": {"by": by, "at": self._clock.now()}}}
        changed = self._rows.update_one({"_id": row["_id"], "state": WAITING, "times": row["times"]}, update)
        if not changed.matched_count:
            raise Conflict("dead_letter.moved", "It has been redriven or has died again meanwhile. Read it anew.")
        return self.show(tenant, message_id)

    def redrive(self, tenant: str, message_id: str, *, by: str, force: bool = False) -> Document:
        """Send one message back to its lane, as a first attempt. Twice is harmless: the inbox knows its id.

        Refused after 25 days unless forced, for the inbox forgets after 30. A message whose lane is gone comes back.
        """
        row = self.show(tenant, message_id)
        self._refuse_unfit(row, force=force)
        now = self._clock.now()
        mark = {"by": by, "at": now, "forced": force}
        self._rows.update_one({"_id": row["_id"]}, {"$set": {"state": REDRIVING}, "$push": {"redrives": mark}})
        if not self._publisher.publish_batch([_again(row)]).confirmed:
            self._move(row, WAITING)
            raise Unavailable("bus.unavailable", "The broker did not take the message. It still waits here.")
        self._move(row, REDRIVEN, expires_at=now + timedelta(days=30))
        return self.show(tenant, message_id)

    def redrive_all(
        self, tenant: str, *, by: str, type_: str | None = None, cause: str | None = None, force: bool = False
    ) -> int:
        """Redrive all that wait, of this type and cause where given; how many were."""
        rows = self._rows.find(_filter(tenant, type_, cause, WAITING), {"message_id": 1}).sort("dead_at", 1)
        ids = [row["message_id"] for row in rows]
        for message_id in ids:
            self.redrive(tenant, message_id, by=by, force=force)
        return len(ids)

    def _refuse_unfit(self, row: Document, *, force: bool) -> None:
        if row["truncated"] or not row["routing_key"]:
            raise Refused(
                "dead_letter.not_redrivable", "It has no lane to go back to, or is too large to be kept whole."
            )
        age = self._clock.now() - row["first_dead_at"]
        if age > timedelta(days=REDRIVE_DAYS) and not force:
            text = f"It is {age.days} days old: the inbox may have forgotten it, and its effect could happen twice."
            raise Refused("dead_letter.too_old", text, days=age.days)

    def _move(self, row: Document, state: str, **more: Any) -> None:
        """Unless it has died again in the meantime."""
        self._rows.update_one(
            {"_id": row["_id"], "state": REDRIVING, "times": row["times"]}, {"$set": {"state": state, **more}}
        )


def _again(row: Document) -> Outgoing:
    return Outgoing(
        exchange=row["exchange"],
        routing_key=row["routing_key"],
        body=row["body"],
        message_id=row["message_id"],
        type=row["type"],
        content_type=row["content_type"],
        headers=row["headers"] | {story.LANE: row["lane"]},
    )


def _filter(tenant: str, type_: str | None, cause: str | None, state: str | None) -> Document:
    wanted = {"tenant": tenant, "type": type_, "cause": cause, "state": state}
    return {name: value for name, value in wanted.items() if value is not None}


def _where_and_why(headers: Mapping[str, Any], queue: str) -> tuple[str, str]:
    """The lane and the cause: told by the kernel, or by the broker when it was the broker that buried it."""
    deaths = headers.get("x-death") or []
    if deaths and deaths[0]["reason"] == "delivery_limit":
        return deaths[0]["queue"], DELIVERY_LIMIT
    if deaths and deaths[0]["reason"] == "expired":
        return headers.get(story.LANE, ""), LANE_MISSING
    if queue == UNROUTED:
        return "", NO_SUBSCRIBER
    return headers.get(story.LANE, ""), headers.get(story.CAUSE, LANE_MISSING)


def _tenant(envelope: Envelope | None, cause: str) -> str:
    return PLATFORM if envelope is None or cause in _OF_PLATFORM else envelope.tenant


def _envelope(body: bytes) -> Envelope | None:
    try:
        return Envelope.parse(body)
    except MalformedMessage:
        return None


def _fallback_id(message: Any, body: bytes) -> str:
    return message.properties.get("message_id") or hashlib.sha256(body).hexdigest()


def _octets(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)
