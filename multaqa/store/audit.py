"""The audit trail: rows are written in the transaction of what they tell; one leased chainer links them afterwards.

Each tenant has a chain: row n carries the SHA-256 of row n-1, so that an edit, a deletion or a reordering shows. The
chain's head is touched by the chainer only and is no hot document for the handlers.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, MongoClient, UpdateOne
from pymongo.database import Database

from multaqa.store.client import TRANSACTION, Document

AUDIT = "audit"
HEADS = "audit_heads"
GENESIS = "0" * 64
_BATCH = 500
_LINKED = ("sequence", "previous", "digest")


def row(
    id: str, tenant: str, principal: str, at: datetime, action: str, subject: str, facts: dict[str, Any]
) -> Document:
    return {
        "_id": id,
        "tenant": tenant,
        "principal": principal,
        "at": at.isoformat(timespec="microseconds"),
        "action": action,
        "subject": subject,
        "facts": json.dumps(facts, sort_keys=True, default=str),
        "sequence": None,
    }


def ensure_indexes(database: Database[Document]) -> None:
    database[AUDIT].create_index([("tenant", ASCENDING), ("sequence", ASCENDING), ("_id", ASCENDING)])
    database[AUDIT].create_index([("sequence", ASCENDING), ("tenant", ASCENDING)])


def digest(document: Document, sequence: int, previous: str) -> str:
    """SHA-256 over the row's facts, its place and the digest before it, as sorted JSON."""
    told = {name: value for name, value in document.items() if name not in _LINKED}
    canonical = json.dumps({**told, "sequence": sequence, "previous": previous}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def chain(client: "MongoClient[Document]", database: Database[Document]) -> int:
    """Link the rows that are not linked yet, tenant by tenant; how many were. Run by one leased process."""
    tenants = database[AUDIT].distinct("tenant", {"sequence": None})
    return sum(_chain_tenant(client, database, tenant) for tenant in tenants)


def _chain_tenant(client: "MongoClient[Document]", database: Database[Document], tenant: str) -> int:
    with client.start_session() as session, session.start_transaction(**TRANSACTION):
        head = database[HEADS].find_one({"_id": tenant}, session=session) or {"sequence": 0, "digest": GENESIS}
        sequence, previous = head["sequence"], head["digest"]
        rows = database[AUDIT].find(
            {"tenant": tenant, "sequence": None}, sort=[("_id", 1)], limit=_BATCH, session=session
        )
        links = []
        for document in rows:
            sequence += 1
            link = {"sequence": sequence, "previous": previous, "digest": digest(document, sequence, previous)}
            previous = link["digest"]
            links.append(UpdateOne({"_id": document["_id"]}, {"$set": link}))
        if links:
            database[AUDIT].bulk_write(links, session=session)
            head = {"$set": {"tenant": tenant, "sequence": sequence, "digest": previous}}
            database[HEADS].update_one({"_id": tenant}, head, upsert=True, session=session)
        return len(links)


def verify(database: Database[Document], tenant: str) -> list[str]:
    """What is wrong with the tenant's chain, in words; empty when every link holds and the head is its last."""
    rows = database[AUDIT].find({"tenant": tenant, "sequence": {"$ne": None}}, sort=[("sequence", ASCENDING)])
    troubles, sequence, previous = _walk(rows)
    head = database[HEADS].find_one({"_id": tenant}) or {"sequence": 0, "digest": GENESIS}
    if (head["sequence"], head["digest"]) != (sequence, previous):
        troubles.append(f"The chain ends at {sequence}, its head says {head['sequence']}: rows at the end are missing.")
    return troubles


def _walk(rows: Iterable[Document]) -> tuple[list[str], int, str]:
    troubles: list[str] = []
    sequence, previous = 0, GENESIS
    for document in rows:
        if document["sequence"] != sequence + 1:
            troubles.append(f"After row {sequence} comes row {document['sequence']}: rows are missing or out of order.")
        elif document["previous"] != previous or document["digest"] != digest(document, sequence + 1, previous):
            troubles.append(f"Row {document['sequence']} ({document['_id']}) is not what was written.")
        sequence, previous = document["sequence"], document["digest"]
    return troubles, sequence, previous
