"""The trail as people read it: newest first, by what it is about or what was done."""

import json
from collections.abc import Callable
from typing import Any

from multaqa.store.audit.checkpoint import Checkpoints, checkpoint_of
from multaqa.store.audit.rows import AUDIT
from multaqa.store.client import Document
from multaqa.store.repository import Rows, decode_cursor, encode_cursor

Facts = dict[str, Any]


class AuditRows(Rows):
    collection = AUDIT
    noun = "audit_row"


def page_of_rows(rows: AuditRows, subject: str | None, action: str | None, after: str | None, limit: int) -> Facts:
    """Rows of the trail; `subject` also finds the rows whose facts name that id."""
    sought = {"about": subject, "action": action}
    return _page(rows, {name: value for name, value in sought.items() if value}, after, limit, _shown)


def page_of_checkpoints(checkpoints: Checkpoints, after: str | None, limit: int) -> Facts:
    return _page(checkpoints, {}, after, limit, lambda row: {"id": row["_id"], **checkpoint_of(row).facts()})


def _page(rows: Rows, sought: Document, after: str | None, limit: int, show: Callable[[Document], Facts]) -> Facts:
    older = {"_id": {"$lt": decode_cursor(after)}} if after else {}
    found = list(rows.rows.find({**sought, **older}, sort=[("_id", -1)], limit=limit + 1))
    more = encode_cursor(found[limit - 1]["_id"]) if len(found) > limit else None
    return {"items": [show(row) for row in found[:limit]], "next": more}


def _shown(row: Document) -> Facts:
    told = {name: row.get(name) for name in ("at", "principal", "action", "subject", "sequence", "digest")}
    return {"id": row["_id"], **told, "facts": json.loads(row["facts"]) if row["facts"] else None}
