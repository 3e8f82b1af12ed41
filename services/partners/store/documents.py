"""Documents <-> values the database does not know by itself."""

from dataclasses import asdict
from datetime import date
from typing import Any

Document = dict[str, Any]


def kept(entity: Any) -> Document:
    """An entity as a document: without what every row has anyway."""
    document = asdict(entity)
    del document["id"], document["version"]
    return document


def as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
