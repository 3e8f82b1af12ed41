"""Calendar feeds (RFC 5545): entries as a calendar program reads them, the same UID at every reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event

from multaqa.zone import CASABLANCA, ZONE

MEDIA_TYPE = "text/calendar"
REFRESHED_EVERY = "PT12H"


@dataclass(frozen=True)
class Entry:
    """Days carry no hour, so that no program moves them; times stand on the zone's clocks. `ends` is not part of it.

    `moved` counts how often it was moved or called off: programs take the entry with the highest.
    """

    id: str
    starts: date | datetime
    ends: date | datetime
    changed_at: datetime
    summary: str
    category: str
    description: str | None = None
    location: str | None = None
    moved: int = 0
    called_off: bool = False


def written(room: str, name: str, language: str, entries: Iterable[Entry]) -> bytes:
    """The feed's octets, with the zone's rules for the years it speaks of: Ramadan's change of clocks is in them."""
    listed = list(entries)
    calendar = Calendar()
    calendar.add("prodid", f"-//Multaqa//{room}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval;value=duration", REFRESHED_EVERY)
    calendar.add("x-published-ttl", REFRESHED_EVERY)
    for entry in listed:
        calendar.add_component(_event(entry))
    if timed := [entry for entry in listed if isinstance(entry.starts, datetime)]:
        first, last = min(entry.starts for entry in timed), max(entry.ends for entry in timed)
        calendar.add_missing_timezones(date(first.year, 1, 1), date(last.year + 1, 1, 1))
    octets: bytes = calendar.to_ical()
    return octets


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@multaqa")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", _there(entry.starts))
    event.add("dtend", _there(entry.ends))
    event.add("summary", entry.summary)
    event.add("categories", [entry.category])
    for name in ("description", "location"):
        if said := getattr(entry, name):
            event.add(name, said)
    if isinstance(entry.starts, datetime):
        event.add("sequence", entry.moved)
        event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    else:
        event.add("transp", "TRANSPARENT")
    return event


def _there(at: date | datetime) -> date | datetime:
    return at.astimezone(CASABLANCA) if isinstance(at, datetime) else at
