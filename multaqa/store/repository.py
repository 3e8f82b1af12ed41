"""Entities in and out of a tenant's rows: what a room's `store.py` is made of."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pymongo import IndexModel
from pymongo.client_session import ClientSession
from pymongo.database import Database

from multaqa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from multaqa.store.client import Document
from multaqa.store.rows import Filter, TenantRows


class Entity(Protocol):
    """`version` is 0 until the first save; every save adds one."""

    id: str
    version: int


E = TypeVar("E", bound=Entity)


class Index:
    """Keys of an index over a tenant's rows; `tenant` goes first by itself. A leading `-` sorts downwards.

    `where` makes it partial: only rows that match are in it (a uniqueness that cancelled rows do not have).
    """

    def __init__(self, *keys: str, unique: bool = False, where: Document | None = None) -> None:
        self.keys = [(key.lstrip("-"), -1 if key.startswith("-") else 1) for key in keys]
        self.unique = unique
        self.where = where

    def options(self) -> Document:
        return {"unique": self.unique, **({"partialFilterExpression": self.where} if self.where else {})}


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entities, and the cursor that gives the ones after them (None at the end)."""

    items: list[E]
    next: str | None


def encode_cursor(last_id: str) -> str:
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """The id a cursor stands for; Invalid when the text never was a cursor."""
    try:
        padded = f"{cursor}{'=' * (-len(cursor) % 4)}"
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except ValueError as error:  # not base64, not ASCII, not UTF-8
        raise _not_given() from error


def _not_given() -> Invalid:
    text = "This cursor was not given by this platform."
    wrong = [{"pointer": "/after", "code": "page.bad_cursor", "text": text}]
    return Invalid("page.bad_cursor", "Use the `next` of the page before, or leave `after` out.", errors=wrong)


def _decode_place(cursor: str) -> tuple[datetime, str]:
    """The time and the id that a cursor of `newest_page` stands for."""
    at, _, id = decode_cursor(cursor).partition(" ")
    try:
        place = datetime.fromisoformat(at)
    except ValueError as error:
        raise _not_given() from error
    if place.tzinfo is None:
        raise _not_given()
    return place, id


class Rows:
    """A named collection bound to a tenant and a session. A room subclasses Repository or Projection."""

    collection: str
    noun: str
    indexes: tuple[Index, ...] | list[Index] = ()

    def __init__(self, database: Database[Document], tenant: str, session: ClientSession | None = None) -> None:
        self.rows = TenantRows(database[self.collection], tenant, session)

    @classmethod
    def ensure_indexes(cls, database: Database[Document]) -> None:
        wanted = [IndexModel([("tenant", 1), *index.keys], **index.options()) for index in (Index("_id"), *cls.indexes)]
        database[cls.collection].create_indexes(wanted)

    def _missing(self, id: str) -> NotFound:
        return NotFound(f"{self.noun}.not_found", f"There is no {self.noun.replace('_', ' ')} with this id.", id=id)


class Repository(Rows, Generic[E]):
    """Entities of one kind. Subclasses say how an entity is written as a document and read back."""

    def document(self, entity: E) -> Document:
        """The entity's facts, without id, tenant and version."""
        raise NotImplementedError

    def entity(self, document: Document) -> E:
        """The entity of a document that has `id` and `version`."""
        raise NotImplementedError

    def find(self, id: str) -> E | None:
        return self.one({"_id": id})

    def get(self, id: str, version: int | None = None) -> E:
        """The entity; NotFound, or PreconditionFailed when it is not at the version the caller has read."""
        entity = self.find(id)
        if entity is None:
            raise self._missing(id)
        if version is not None and entity.version != version:
            text = f"This {self.noun.replace('_', ' ')} has changed since you read it: read it again."
            raise PreconditionFailed("precondition.stale_version", text, id=id, version=entity.version)
        return entity

    def one(self, filter: Filter) -> E | None:
        document = self.rows.find_one(filter)
        return self._read(document) if document else None

    def many(self, filter: Filter, sort: Any = None, limit: int = 0) -> list[E]:
        return [self._read(document) for document in self.rows.find(filter, sort=sort, limit=limit)]

    def count(self, filter: Filter) -> int:
        return self.rows.count_documents(filter)

    def page(self, filter: Filter, after: str | None, limit: int) -> Page[E]:
        """At most `limit` entities after the cursor, in the order of their ids."""
        narrowed = {"$and": [filter, {"_id": {"$gt": decode_cursor(after)}}]} if after else filter
        found = self.many(narrowed, sort=[("_id", 1)], limit=limit + 1)
        more = len(found) > limit
        return Page(found[:limit], encode_cursor(found[limit - 1].id) if more else None)

    def newest_page(self, filter: Filter, by: str, after: str | None, limit: int) -> Page[E]:
        """At most `limit` entities after the cursor, the newest first by their time `by`, then by their ids."""
        narrowed = {"$and": [filter, _older(by, *_decode_place(after))]} if after else filter
        found = self.many(narrowed, sort=[(by, -1), ("_id", -1)], limit=limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return Page(found[:limit], encode_cursor(f"{getattr(last, by).isoformat()} {last.id}") if last else None)

    def save(self, entity: E) -> None:
        """Insert a new entity, or replace the version that was loaded; Conflict when somebody saved in between."""
        if entity.version == 0:
            self.rows.insert_one(self._written(entity))
        elif not self._replace(entity):
            text = f"Somebody changed this {self.noun.replace('_', ' ')} meanwhile."
            raise Conflict(f"{self.noun}.stale", text, id=entity.id)
        entity.version += 1

    def _replace(self, entity: E) -> int:
        loaded = {"_id": entity.id, "version": entity.version}
        return self.rows.replace_one(loaded, self._written(entity)).matched_count

    def add_all(self, entities: Iterable[E]) -> None:
        """Insert many new entities in one round trip."""
        new = list(entities)
        if new:
            self.rows.insert_many([self._written(entity) for entity in new])
        for entity in new:
            entity.version += 1

    def save_all(self, entities: Iterable[E]) -> None:
        """Save each once, in two round trips at most; Conflict when somebody saved one of them in between."""
        listed = list({id(entity): entity for entity in entities}.values())
        known = [entity for entity in listed if entity.version > 0]
        self.add_all(entity for entity in listed if entity.version == 0)
        if not known:
            return
        loaded = (({"_id": entity.id, "version": entity.version}, self._written(entity)) for entity in known)
        if self.rows.replace_many(loaded) < len(known):
            text = f"Somebody changed one of these {self.noun.replace('_', ' ')}s meanwhile."
            raise Conflict(f"{self.noun}.stale", text)
        for entity in known:
            entity.version += 1

    def change(self, filter: Filter, update: Document) -> int:
        """Update one row where the filter still holds; how many rows matched (0 or 1)."""
        return self.rows.update_one(filter, update).matched_count

    def remove(self, id: str) -> bool:
        return self.rows.delete_one({"_id": id}).deleted_count == 1

    def _written(self, entity: E) -> Document:
        return {"_id": entity.id, "version": entity.version + 1, **self.document(entity)}

    def _read(self, document: Mapping[str, Any]) -> E:
        facts = {name: value for name, value in document.items() if name not in ("_id", "tenant")}
        return self.entity({"id": document["_id"], **facts})


def _older(by: str, at: datetime, id: str) -> Document:
    """The first bound is for the index, which cannot be read from within a choice."""
    return {by: {"$lte": at}, "$or": [{by: {"$lt": at}}, {"_id": {"$lt": id}}]}


class Projection(Rows):
    """What a room keeps of another room's aggregates: the newest facts it has heard, by subject."""

    def put_if_newer(self, subject: str, version: int, document: Document) -> bool:
        """Keep these facts unless newer ones are here already; whether they were kept.

        Order of delivery is not promised, so a message that comes late must not turn the projection back.
        """
        known = self.rows.find_one({"_id": subject}, {"source_version": 1})
        if known and known["source_version"] >= version:
            return False
        row = {"_id": subject, "source_version": version, **document}
        if known:
            self.rows.replace_one({"_id": subject}, row)
        else:
            self.rows.insert_one(row)
        return True

    def find(self, subject: str) -> Document | None:
        return self.rows.find_one({"_id": subject})

    def get(self, subject: str) -> Document:
        row = self.find(subject)
        if row is None:
            raise self._missing(subject)
        return row

    def many(self, filter: Filter, sort: Any = None, limit: int = 0) -> list[Document]:
        return list(self.rows.find(filter, sort=sort, limit=limit))

    def count(self, filter: Filter) -> int:
        return self.rows.count_documents(filter)
