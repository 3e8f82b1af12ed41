"""The chain: row n carries the digest of row n-1, so that an edit, a deletion or a reordering shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, MongoClient, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from multaqa.store.audit.rows import AUDIT, GENESIS, digest
from multaqa.store.client import TRANSACTION, Document
from multaqa.store.due import Agenda

HEADS = "audit_heads"
CHAINER = "chainer"
CHECKPOINT = "checkpoint"
"""The due work that makes a checkpoint, at most once a day."""
BETWEEN_CHECKPOINTS = timedelta(days=1)

_BATCH = 500
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def ensure_indexes(database: Database[Document]) -> None:
    rows = database[AUDIT]
    rows.create_index([("tenant", ASCENDING), ("sequence", ASCENDING), ("_id", ASCENDING)])
    rows.create_index([("sequence", ASCENDING), ("tenant", ASCENDING)])
    for field in ("about", "action"):
        rows.create_index([("tenant", ASCENDING), (field, ASCENDING), ("_id", DESCENDING)])
    rows.create_index([("tenant", ASCENDING), ("_id", DESCENDING)])


def chain(client: "MongoClient[Document]", database: Database[Document], now: datetime) -> int:
    """Link the rows that are not linked yet, tenant by tenant; how many were. Run by one leased process."""
    tenants = database[AUDIT].distinct("tenant", {"sequence": None})
    return sum(_chain_tenant(client, database, tenant, now) for tenant in tenants)


def _chain_tenant(client: "MongoClient[Document]", database: Database[Document], tenant: str, now: datetime) -> int:
    with client.start_session() as session, session.start_transaction(**TRANSACTION):
        head = head_of(database, tenant, session)
        waiting = {"tenant": tenant, "sequence": None}
        rows = list(database[AUDIT].find(waiting, sort=[("_id", 1)], limit=_BATCH, session=session))
        if rows:
            _link(database, head, rows, session)
            _plan_checkpoint(database, head, now, session)
            database[HEADS].replace_one({"_id": tenant}, head, upsert=True, session=session)
        return len(rows)


def head_of(database: Database[Document], tenant: str, session: ClientSession | None = None) -> Document:
    """Where the tenant's chain ends: `sequence` and `digest` of its last row, and what is known of its checkpoints."""
    beginning = {"_id": tenant, "tenant": tenant, "sequence": 0, "digest": GENESIS}
    return database[HEADS].find_one({"_id": tenant}, session=session) or beginning


def _link(database: Database[Document], head: dict[str, Any], rows: list[Document], session: ClientSession) -> None:
    links = []
    for document in rows:
        sequence, previous = head["sequence"] + 1, head["digest"]
        link = {"sequence": sequence, "previous": previous, "digest": digest(document, sequence, previous)}
        links.append(UpdateOne({"_id": document["_id"]}, {"$set": link}))
        head |= {"sequence": sequence, "digest": link["digest"]}
    database[AUDIT].bulk_write(links, session=session)


def _plan_checkpoint(database: Database[Document], head: Document, now: datetime, session: ClientSession) -> None:
    """There are new rows: have the room make a checkpoint a day after the last, unless that is planned already."""
    if head.get("checkpoint_planned"):
        return
    agenda = Agenda(head["tenant"], CHAINER, "")
    agenda.schedule(CHECKPOINT, "daily", max(now, head.get("checkpoint_at", _NEVER) + BETWEEN_CHECKPOINTS), {})
    agenda.write(database, session, None)
    head["checkpoint_planned"] = True
