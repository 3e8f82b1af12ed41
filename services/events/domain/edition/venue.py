"""Where and when an edition receives people: its rooms, its opening hours, and the dates it had before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from multaqa.zone import CASABLANCA, day_of
from services.events.domain.wording import LocalText, clock_time


@dataclass(frozen=True)
class Room:
    """A place at the venue where something takes place; `capacity` is None where nobody counted the chairs."""

    code: str
    name: LocalText
    capacity: int | None = None

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> "Room":
        return cls(facts["code"], LocalText(**facts["name"]), facts.get("capacity"))

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "name": {"fr": self.name.fr, "ar": self.name.ar}, "capacity": self.capacity}


@dataclass(frozen=True)
class Hours:
    """From when to when the doors are open, within one day in Morocco."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> "Hours":
        return cls(datetime.fromisoformat(facts["starts_at"]), datetime.fromisoformat(facts["ends_at"]))

    def moved(self, days: int) -> "Hours":
        return Hours(moved(self.starts_at, days), moved(self.ends_at, days))

    def facts(self) -> dict[str, Any]:
        return {"starts_at": clock_time(self.starts_at), "ends_at": clock_time(self.ends_at)}


@dataclass(frozen=True)
class Postponement:
    """The dates an edition had until it was postponed, and why they were given up."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    postponed_at: datetime

    def facts(self) -> dict[str, Any]:
        return {
            "starts_at": clock_time(self.starts_at),
            "ends_at": clock_time(self.ends_at),
            "reason": self.reason,
            "postponed_at": self.postponed_at.isoformat(),
        }


def moved(at: datetime, days: int) -> datetime:
    """So many days later at the same hour on Moroccan clocks, whatever Ramadan does to them in between."""
    return at.astimezone(CASABLANCA) + timedelta(days=days)


def days_between(before: datetime, after: datetime) -> int:
    """How many days in Morocco lie between the two."""
    return (day_of(after) - day_of(before)).days


@dataclass
class Programme:
    """What takes place at an edition is decided one after the other: whoever changes any of it saves this, too."""

    id: str
    changed_at: datetime
    version: int = 0
