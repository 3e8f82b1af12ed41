"""Days as the directorate lives them: a mandate ends at midnight in Casablanca, wherever the server stands."""

from datetime import UTC, date, datetime, time, timedelta

from multaqa.zone import CASABLANCA

ONE_DAY = timedelta(days=1)


def day_of(moment: datetime) -> date:
    return moment.astimezone(CASABLANCA).date()


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), CASABLANCA).astimezone(UTC)


def read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def written(day: date | None) -> str | None:
    """A day or a moment as ISO text, where there is one."""
    return day.isoformat() if day else None
