"""The link by which an entrant sees their entry and appeals, without an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=400)
"""Longer than from entries to a result, and than the season in which anybody asks for it."""


@dataclass
class EntrantLink:
    """`id` is the digest of the link's secret. Each mail brings a link of its own, and they all work until they end."""

    id: str
    entry_id: str
    person_id: str
    made_at: datetime
    ends_at: datetime
    version: int = 0

    @classmethod
    def made(cls, digest: str, entry_id: str, person_id: str, at: datetime) -> "EntrantLink":
        return cls(digest, entry_id, person_id, at, at + LASTS)

    def is_open(self, at: datetime) -> bool:
        return at < self.ends_at
