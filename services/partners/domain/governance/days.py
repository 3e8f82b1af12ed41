"""Days as the directorate lives them: a mandate ends at midnight in Casablanca, wherever the server stands."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def written(day: date | None) -> str | None:
    """A day or a moment as ISO text, where there is one."""
    return day.isoformat() if day else None
