"""Durable due work: a handler that runs once, at or after an instant, whichever process is alive then.

A row is written in the transaction that decides on it, claimed under a lease, and deleted in the transaction of its
effect. Scheduling the same (tenant, kind, key) again moves it, and a run that started before the move has no effect.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database

from multaqa.errors import Conflict
from multaqa.store.client import Document

DUE = "due"
LEASE_S = 60.0
LONGEST_PAUSE_S = 600.0
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """Work whose time has come. `attempt` counts from 1."""

    tenant: str
    kind: str
    key: str
    due: datetime
    facts: dict[str, Any]
    attempt: int
    generation: int
    principal: str
    traceparent: str

    @property
    def row_id(self) -> str:
        return row_id(self.tenant, self.kind, self.key)


def _real_now() -> datetime:
    """A lease is real time, whatever the movable clock shows."""
    return datetime.now(UTC)  # noqa: TID251 (the reason stands above)


def row_id(tenant: str, kind: str, key: str) -> str:
    return f"{tenant}/{kind}/{key}"


def ensure_indexes(database: Database[Document]) -> None:
    database[DUE].create_index([("kind", ASCENDING), ("due", ASCENDING)])
    database[DUE].create_index([("tenant", ASCENDING), ("_id", ASCENDING)])


class Agenda:
    """What a unit of work changes in the due work of its tenant."""

    def __init__(self, tenant: str, principal: str, traceparent: str) -> None:
        self._tenant, self._principal, self._traceparent = tenant, principal, traceparent
        self._scheduled: dict[str, Document] = {}
        self._dropped: set[str] = set()

    def schedule(self, kind: str, key: str, due: datetime, facts: dict[str, Any]) -> None:
        id = row_id(self._tenant, kind, key)
        self._dropped.discard(id)
        self._scheduled[id] = {
            "tenant": self._tenant,
            "kind": kind,
            "key": key,
            "due": due,
            "facts": facts,
            "principal": self._principal,
            "traceparent": self._traceparent,
            "attempt": 0,
            "leased_until": _NEVER,
            "trouble": None,
        }

    def unschedule(self, kind: str, key: str) -> None:
        id = row_id(self._tenant, kind, key)
        self._scheduled.pop(id, None)
        self._dropped.add(id)

    def write(self, database: Database[Document], session: ClientSession, done: Due | None) -> None:
        if not (done or self._scheduled or self._dropped):
            return
        rows = database[DUE]
        if done and self._leaves(done):
            mine = {"_id": done.row_id, "generation": done.generation}
            self._finish(rows.delete_one(mine, session=session).deleted_count)
        for id, row in self._scheduled.items():
            still = {"generation": done.generation} if done and done.row_id == id else {}
            update = {"$set": row, "$inc": {"generation": 1}}
            matched = rows.update_one({"_id": id, **still}, update, upsert=not still, session=session)
            self._finish(matched.matched_count if still else 1)
        for id in self._dropped:
            rows.delete_one({"_id": id}, session=session)

    def _leaves(self, done: Due) -> bool:
        return done.row_id not in self._scheduled and done.row_id not in self._dropped

    @staticmethod
    def _finish(matched: int) -> None:
        if not matched:
            raise Conflict("due.moved", "This due work was moved, cancelled or done elsewhere meanwhile.")


def claim(database: Database[Document], kinds: Collection[str], now: datetime, limit: int) -> Iterator[Due]:
    """Lease up to `limit` rows that are due at `now`."""
    for _ in range(limit):
        real = _real_now()
        row = database[DUE].find_one_and_update(
            {"kind": {"$in": list(kinds)}, "due": {"$lte": now}, "leased_until": {"$lt": real}},
            {"$set": {"leased_until": real + timedelta(seconds=LEASE_S)}, "$inc": {"attempt": 1}},
            sort=[("due", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        if row is None:
            return
        yield Due(**{name: row[name] for name in Due.__slots__})


def put_off(database: Database[Document], due: Due, trouble: str) -> None:
    """After a failure: free the row for another attempt, each pause twice the one before, ten minutes at most."""
    pause = min(LONGEST_PAUSE_S, 0.5 * 2.0 ** min(due.attempt, 20))
    update = {"$set": {"leased_until": _real_now() + timedelta(seconds=pause), "trouble": trouble[:2000]}}
    database[DUE].update_one({"_id": due.row_id, "generation": due.generation}, update)
