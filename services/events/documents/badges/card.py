"""What a badge shows to people; its QR is for scanners."""

from dataclasses import dataclass
from datetime import datetime

from services.events.domain.wording import LocalText


@dataclass(frozen=True)
class Card:
    gathering: LocalText
    number: int
    venue: str
    starts_at: datetime
    ends_at: datetime
    name_latin: str
    name_arabic: str
    category: str
    token: str
