"""A company's day at an edition, as whoever receives for it sees it: by a link, without an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from multaqa.zone import day_of
from services.matching.domain.interview import Interview


@dataclass
class ReceptionLink:
    """`id` is the digest of the link's secret. One of a company at an edition works: a new one ends it."""

    id: str
    edition_id: str
    organisation_id: str
    made_at: datetime
    ended_at: datetime | None = None
    version: int = 0


def of_the_day(interviews: Iterable[Interview], today: date) -> tuple[date | None, Sequence[Interview]]:
    """Today's in order of time; where there are none, those of the next day that has some, or of the last one."""
    by_day: dict[date, list[Interview]] = {}
    for interview in interviews:
        by_day.setdefault(day_of(interview.starts_at), []).append(interview)
    if not by_day:
        return None, ()
    day = min((day for day in by_day if day >= today), default=max(by_day))
    return day, sorted(by_day[day], key=lambda one: (one.starts_at, one.table))
