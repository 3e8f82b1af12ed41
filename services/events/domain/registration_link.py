"""The link by which a registered person sees and changes their registration, without an account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=5)


@dataclass
class RegistrationLink:
    """`id` is the digest of the link's secret. Each mail brings a link of its own, and they all work."""

    id: str
    registration_id: str
    person_id: str
    made_at: datetime
    version: int = 0

    def is_fresh(self, at: datetime) -> bool:
        """Whether a mail with it went out just now: another one would only fill somebody's mailbox."""
        return at < self.made_at + PAUSE
