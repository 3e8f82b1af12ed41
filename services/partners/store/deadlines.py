"""Deadlines in the order of their days."""

from collections.abc import Collection
from datetime import date

from multaqa.links import gone
from multaqa.store import Document, Index, Page, Repository, kept
from multaqa.store.repository import decode_cursor, encode_cursor
from multaqa.store.rows import Filter
from services.partners.domain import DIRECTORATE, LocalText
from services.partners.domain.calendar_feed import CalendarFeed
from services.partners.domain.deadline import Deadline
from services.partners.domain.steward import Addressee, Steward
from services.partners.store.documents import as_date, as_text


class Deadlines(Repository[Deadline]):
    collection = "deadlines"
    noun = "deadline"
    indexes = (
        Index("is_open", "on", "_id"),
        Index("organisations", "is_open", "on", "_id"),
        Index("agreement_id"),
    )

    def document(self, deadline: Deadline) -> Document:
        return {**kept(deadline), "on": as_text(deadline.on)}

    def entity(self, document: Document) -> Deadline:
        parts = {"title": LocalText(**document["title"]), "organisations": tuple(document["organisations"])}
        return Deadline(**{**document, **parts, "on": as_date(document["on"])})

    def of_agreement(self, agreement_id: str) -> list[Deadline]:
        return self.many({"agreement_id": agreement_id})

    def between(self, first: date, last: date, parties: Collection[str] | None, limit: int) -> list[Deadline]:
        """Of agreements of any of these parties, or of all."""
        asked = {"is_open": True, "on": {"$gte": as_text(first), "$lte": as_text(last)}}
        mine = {"organisations": {"$in": list(parties)}} if parties else {}
        return self.many({**asked, **mine}, sort=[("on", 1), ("_id", 1)], limit=limit)

    def coming(self, filter: Filter, after: str | None, limit: int) -> Page[Deadline]:
        """The nearest first; a cursor names the day and the id where the page before ended."""
        narrowed = {"$and": [{"is_open": True}, filter, _after(after)]} if after else {"is_open": True, **filter}
        found = self.many(narrowed, sort=[("on", 1), ("_id", 1)], limit=limit + 1)
        more = len(found) > limit
        last = found[limit - 1] if more else None
        return Page(found[:limit], encode_cursor(f"{last.on.isoformat()} {last.id}") if last else None)


class Stewards(Repository[Steward]):
    collection = "stewards"
    noun = "steward"

    def document(self, steward: Steward) -> Document:
        return kept(steward)

    def entity(self, document: Document) -> Steward:
        return Steward(**{**document, "addressee": Addressee(**document["addressee"])})

    def of(self, agreement_id: str) -> Steward | None:
        return self.find(agreement_id) or self.find(DIRECTORATE)


class Calendars(Repository[CalendarFeed]):
    collection = "calendars"
    noun = "calendar"
    indexes = (Index("digest", unique=True),)

    def document(self, feed: CalendarFeed) -> Document:
        return kept(feed)

    def entity(self, document: Document) -> CalendarFeed:
        return CalendarFeed(**document)

    def behind(self, digest: str) -> CalendarFeed:
        """The feed of an address; one that was ended is as unknown as one that never was."""
        feed = self.one({"digest": digest, "ended_at": None})
        if feed is None:
            raise gone()
        return feed


def _after(cursor: str) -> Document:
    day, _, id = decode_cursor(cursor).partition(" ")
    return {"$or": [{"on": {"$gt": day}}, {"on": day, "_id": {"$gt": id}}]}
