"""Documents <-> values the database does not know by itself."""

from datetime import date


def as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
