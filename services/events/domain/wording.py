"""Texts in two languages, times on Moroccan clocks, and faults that name the field they were found in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from multaqa.zone import CASABLANCA

Fault = dict[str, Any]


@dataclass(frozen=True)
class LocalText:
    fr: str
    ar: str


def fault(pointer: str, code: str, text: str, **facts: Any) -> Fault:
    return {"pointer": pointer, "code": code, "text": text, **({"facts": facts} if facts else {})}


def clock_time(at: datetime) -> str:
    """The moment as a clock in Morocco shows it, with its offset."""
    return at.astimezone(CASABLANCA).isoformat()


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def utc_second(at: datetime) -> str:
    """The moment in UTC to the second, as documents for the outside world spell it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
