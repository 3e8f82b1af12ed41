"""A collection that knows its tenant: what it finds, counts, writes and deletes is theirs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.cursor import Cursor
from pymongo.results import DeleteResult, InsertManyResult, InsertOneResult, UpdateResult

from multaqa.store.client import Document

Filter = Mapping[str, Any]

_LEAVES_THE_COLLECTION = {
    "$lookup", "$graphLookup", "$unionWith", "$out", "$merge", "$facet", "$collStats", "$indexStats",
}  # fmt: skip


class TenantRows:
    """The allow-list of what a room may do to a collection, on behalf of one tenant, inside one session.

    Every filter is narrowed to the tenant and every inserted row is stamped with it. A filter, update or stage that
    speaks of `tenant` itself is a mistake in the program and raises ValueError.
    """

    def __init__(self, collection: Collection[Document], tenant: str, session: ClientSession | None = None) -> None:
        self._collection = collection
        self._tenant = tenant
        self._session = session

    def across_tenants(self) -> Collection[Document]:
        """The escape, for relays and platform administration only; grep for it."""
        return self._collection

    def find_one(self, filter: Filter, projection: Any = None) -> Document | None:
        return self._collection.find_one(self._mine(filter), projection, session=self._session)

    def find(self, filter: Filter, projection: Any = None, *, sort: Any = None, limit: int = 0) -> Cursor[Document]:
        return self._collection.find(self._mine(filter), projection, sort=sort, limit=limit, session=self._session)

    def count_documents(self, filter: Filter) -> int:
        return self._collection.count_documents(self._mine(filter), session=self._session)

    def distinct(self, key: str, filter: Filter) -> list[Any]:
        return self._collection.distinct(key, self._mine(filter), session=self._session)

    def aggregate(self, stages: Sequence[Document]) -> list[Document]:
        """Run stages over the tenant's rows; stages that read or write another collection are refused."""
        leaving = {name for stage in stages for name in stage} & _LEAVES_THE_COLLECTION
        if leaving:
            raise ValueError(f"{', '.join(sorted(leaving))} leave the tenant's rows")
        mine = {"$match": {"tenant": self._tenant}}
        return list(self._collection.aggregate([mine, *stages], session=self._session))

    def insert_one(self, row: Document) -> InsertOneResult:
        return self._collection.insert_one(self._stamped(row), session=self._session)

    def insert_many(self, rows: Iterable[Document]) -> InsertManyResult:
        return self._collection.insert_many([self._stamped(row) for row in rows], session=self._session)

    def update_one(self, filter: Filter, update: Document, *, upsert: bool = False) -> UpdateResult:
        kept = self._kept(update)
        return self._collection.update_one(self._mine(filter), kept, upsert=upsert, session=self._session)

    def update_many(self, filter: Filter, update: Document) -> UpdateResult:
        return self._collection.update_many(self._mine(filter), self._kept(update), session=self._session)

    def replace_one(self, filter: Filter, row: Document, *, upsert: bool = False) -> UpdateResult:
        stamped = self._stamped(row)
        return self._collection.replace_one(self._mine(filter), stamped, upsert=upsert, session=self._session)

    def replace_many(self, replacements: Iterable[tuple[Filter, Document]]) -> int:
        """Each row by the one beside its filter, in one round trip; how many filters matched."""
        requests = [ReplaceOne(self._mine(filter), self._stamped(row)) for filter, row in replacements]
        return self._collection.bulk_write(requests, session=self._session).matched_count

    def delete_one(self, filter: Filter) -> DeleteResult:
        return self._collection.delete_one(self._mine(filter), session=self._session)

    def delete_many(self, filter: Filter) -> DeleteResult:
        return self._collection.delete_many(self._mine(filter), session=self._session)

    def _mine(self, filter: Filter) -> Document:
        if "tenant" in filter or "$where" in filter:
            raise ValueError("a filter says nothing about the tenant: the rows are bound to theirs")
        return {"tenant": self._tenant, **filter}

    def _stamped(self, row: Document) -> Document:
        if row.get("tenant", self._tenant) != self._tenant:
            raise ValueError("a row of another tenant")
        return {**row, "tenant": self._tenant}

    @staticmethod
    def _kept(update: Document) -> Document:
        if not all(operator.startswith("$") for operator in update):
            raise ValueError("an update is made of operators; replace_one replaces")
        if any("tenant" in (fields, *fields.values()) or "tenant" in fields for fields in update.values()):
            raise ValueError("a row never changes its tenant")
        return update
