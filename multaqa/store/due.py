"""Durable due work: a handler that runs once, at or after an instant, whichever process is alive then.

A row is written in the transaction that decides on it, claimed under a lease, and deleted in the transaction of its
effect. Scheduling the same (tenant, kind, key) again moves it, and a run that started before the move has no effect.
Nudging it leaves a run under way its effect, and has another run follow: for work that serves whatever has gathered.
"""

from collections.abc import Collection as Names
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database

from multaqa.errors import Conflict
from multaqa.store.client import Document

DUE = "due"
LEASE_S = 60.0
LONGEST_PAUSE_S = 600.0
_OF_TENANTS = [("kind", ASCENDING), ("tenant", ASCENDING), ("due", ASCENDING)]
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
    nudges: int | None = None

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
    database[DUE].create_index(_OF_TENANTS)
    database[DUE].create_index([("tenant", ASCENDING), ("_id", ASCENDING)])


class Agenda:
    """What a unit of work changes in the due work of its tenant."""

    def __init__(self, tenant: str, principal: str, traceparent: str) -> None:
        self._tenant, self._principal, self._traceparent = tenant, principal, traceparent
        self._scheduled: dict[str, Document] = {}
        self._nudged: dict[str, Document] = {}
        self._dropped: set[str] = set()

    def schedule(self, kind: str, key: str, due: datetime, facts: dict[str, Any]) -> None:
        id = row_id(self._tenant, kind, key)
        self._dropped.discard(id)
        self._scheduled[id] = self._row(kind, key, due, facts)

    def nudge(self, kind: str, key: str, due: datetime) -> None:
        self._nudged[row_id(self._tenant, kind, key)] = self._row(kind, key, due, {})

    def _row(self, kind: str, key: str, due: datetime, facts: dict[str, Any]) -> Document:
        return {
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
            "nudges": 0,
        }

    def unschedule(self, kind: str, key: str) -> None:
        id = row_id(self._tenant, kind, key)
        self._scheduled.pop(id, None)
        self._dropped.add(id)

    def write(self, database: Database[Document], session: ClientSession, done: Due | None) -> None:
        if not (done or self._scheduled or self._nudged or self._dropped):
            return
        rows = database[DUE]
        if done and self._leaves(done):
            self._finish(_remove(rows, done, session))
        for id, row in self._scheduled.items():
            if done and done.row_id == id:
                self._finish(_move(rows, done, row, session))
            else:
                rows.update_one({"_id": id}, {"$set": row, "$inc": {"generation": 1}}, upsert=True, session=session)
        for id, row in self._nudged.items():
            _nudge(rows, id, row, session)
        for id in self._dropped:
            rows.delete_one({"_id": id}, session=session)

    def _leaves(self, done: Due) -> bool:
        return done.row_id not in self._scheduled and done.row_id not in self._dropped

    @staticmethod
    def _finish(matched: int) -> None:
        if not matched:
            raise Conflict("due.moved", "This due work was moved, cancelled or done elsewhere meanwhile.")


def _remove(rows: Collection[Document], done: Due, session: ClientSession) -> int:
    """Work that is done leaves, or, nudged meanwhile, may run again at once."""
    mine = {"_id": done.row_id, "generation": done.generation}
    gone = rows.delete_one({**mine, "nudges": done.nudges}, session=session).deleted_count
    again = {"$set": {"leased_until": _NEVER, "attempt": 0, "trouble": None}, "$inc": {"generation": 1}}
    return gone or rows.update_one(mine, again, session=session).matched_count


def _move(rows: Collection[Document], done: Due, row: Document, session: ClientSession) -> int:
    """To its next time; nudged meanwhile, it is due as it was."""
    mine = {"_id": done.row_id, "generation": done.generation}
    later = {"$set": row, "$inc": {"generation": 1}}
    at_once = {**later, "$set": {name: value for name, value in row.items() if name != "due"}}
    moved = rows.update_one({**mine, "nudges": done.nudges}, later, session=session).matched_count
    return moved or rows.update_one(mine, at_once, session=session).matched_count


def _nudge(rows: Collection[Document], id: str, row: Document, session: ClientSession) -> None:
    new = {name: value for name, value in row.items() if name not in ("due", "nudges")}
    update = {"$min": {"due": row["due"]}, "$inc": {"nudges": 1}, "$setOnInsert": {**new, "generation": 1}}
    rows.update_one({"_id": id}, update, upsert=True, session=session)


def claim(
    database: Database[Document], kinds: Names[str], now: datetime, limit: int, *, but: Names[str] = ()
) -> Iterator[Due]:
    """Lease up to `limit` rows that are due at `now`, `but` those of these tenants."""
    others = {"tenant": {"$nin": list(but)}} if but else {}
    for _ in range(limit):
        real = _real_now()
        row = database[DUE].find_one_and_update(
            {"kind": {"$in": list(kinds)}, "due": {"$lte": now}, "leased_until": {"$lt": real}, **others},
            {"$set": {"leased_until": real + timedelta(seconds=LEASE_S)}, "$inc": {"attempt": 1}},
            sort=[("due", ASCENDING)],
            hint=_OF_TENANTS if but else None,
            return_document=ReturnDocument.AFTER,
        )
        if row is None:
            return
        yield Due(**{name: row[name] for name in Due.__slots__ if name in row})


def put_off(database: Database[Document], due: Due, trouble: str) -> None:
    """After a failure: free the row for another attempt, each pause twice the one before, ten minutes at most."""
    pause = min(LONGEST_PAUSE_S, 0.5 * 2.0 ** min(due.attempt, 20))
    update = {"$set": {"leased_until": _real_now() + timedelta(seconds=pause), "trouble": trouble[:2000]}}
    database[DUE].update_one({"_id": due.row_id, "generation": due.generation}, update)
