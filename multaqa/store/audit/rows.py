"""A row of the trail: who did what to which aggregate, and facts that can be erased without breaking the chain.

The chain holds a seal of the facts, SHA-256 over a random salt and the facts, and not the facts. Erasing them takes the
salt along, so that short facts cannot be guessed from the seal; every digest of the chain still holds.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database

from multaqa.store.client import Document

AUDIT = "audit"
GENESIS = "0" * 64
ERASED = "facts.erased"
"""The action of the row that says which rows lost their facts: without one, missing facts are tampering."""

_OUTSIDE_THE_DIGEST = frozenset({"sequence", "previous", "digest", "facts", "salt", "about"})
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")


def row(
    id: str, tenant: str, principal: str, at: datetime, action: str, subject: str, facts: dict[str, Any]
) -> Document:
    """A row as it is stored, not yet linked. `about` leads from an id to the rows that name it."""
    written = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    salt = secrets.token_hex(16)
    return {
        "_id": id,
        "tenant": tenant,
        "principal": principal,
        "at": at.isoformat(timespec="microseconds"),
        "action": action,
        "subject": subject,
        "facts": written,
        "salt": salt,
        "seal": seal(salt, written),
        "about": [subject] if action == ERASED else sorted({subject, *_ids_in(facts)}),
        "sequence": None,
    }


def seal(salt: str, facts: str) -> str:
    return hashlib.sha256(f"{salt}\n{facts}".encode()).hexdigest()


def digest(document: Document, sequence: Any, previous: Any) -> str:
    """SHA-256 over the row with its facts' seal, its place and the digest before it, as sorted JSON."""
    told = {name: value for name, value in document.items() if name not in _OUTSIDE_THE_DIGEST}
    placed = {**told, "sequence": sequence, "previous": previous}
    canonical = json.dumps(placed, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def shred(database: Database[Document], tenant: str, about: str, session: ClientSession) -> list[str]:
    """Erase the facts of the tenant's rows that name an id; their ids, which the caller must write into the trail."""
    named = {"tenant": tenant, "about": about, "facts": {"$nin": [None, "{}"]}, "action": {"$ne": ERASED}}
    ids = [found["_id"] for found in database[AUDIT].find(named, {"_id": 1}, session=session)]
    if ids:
        erased = {"facts": None, "salt": None, "about": ["$subject"]}
        database[AUDIT].update_many({"_id": {"$in": ids}}, [{"$set": erased}], session=session)
    return ids


def _ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _ids_in(one)
    elif isinstance(value, str) and _ID.fullmatch(value):
        yield value
