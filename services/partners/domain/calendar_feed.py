"""Calendar feeds: a secret address under which a calendar program reads the deadlines to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LANGUAGES = ("fr", "ar")
BEHIND = timedelta(days=31)
AHEAD = timedelta(days=550)
MOST = 2000
"""A feed shows the deadlines from a month ago to a year and a half ahead, the nearest 2,000 of them."""


@dataclass
class CalendarFeed:
    """Of one organisation, or of the whole directorate. Of the address only a digest of its secret part is kept."""

    id: str
    organisation_id: str | None
    language: str
    digest: str
    made_at: datetime
    ended_at: datetime | None = None
    version: int = 0

    @classmethod
    def opened(cls, feed_id: str, facts: Mapping[str, Any], digest: str, at: datetime) -> "CalendarFeed":
        return cls(feed_id, facts.get("organisation_id"), facts["language"], digest, at)

    def end(self, at: datetime) -> None:
        self.ended_at = self.ended_at or at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "organisation_id": self.organisation_id,
            "language": self.language,
            "made_at": self.made_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }
