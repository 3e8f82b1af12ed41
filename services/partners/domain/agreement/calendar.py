"""The calendar an agreement lives by: days begin at midnight in Casablanca, months end on their last day."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def spelled(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
