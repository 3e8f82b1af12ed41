"""Calendars (RFC 5545): feeds that a program reads again and again, and invitations that come by mail (RFC 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vCalAddress

from multaqa.zone import CASABLANCA, ZONE

MEDIA_TYPE = "text/calendar"
REQUEST, CANCEL = "REQUEST", "CANCEL"
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


@dataclass(frozen=True)
class Person:
    """Who invites, or is invited."""

    name: str
    email: str


def written(room: str, name: str, language: str, entries: Iterable[Entry]) -> bytes:
    """The feed's octets, with the zone's rules for the years it speaks of: Ramadan's change of clocks is in them."""
    listed = list(entries)
    calendar = _calendar(room, language, "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval;value=duration", REFRESHED_EVERY)
    calendar.add("x-published-ttl", REFRESHED_EVERY)
    for entry in listed:
        calendar.add_component(_event(entry))
    return _octets(calendar, listed)


def _calendar(room: str, language: str, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Multaqa//{room}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _octets(calendar: Calendar, entries: Iterable[Entry]) -> bytes:
    if timed := [entry for entry in entries if isinstance(entry.starts, datetime)]:
        first, last = min(entry.starts for entry in timed), max(entry.ends for entry in timed)
        calendar.add_missing_timezones(date(first.year, 1, 1), date(last.year + 1, 1, 1))
    octets: bytes = calendar.to_ical()
    return octets


def method_of(entry: Entry) -> str:
    return CANCEL if entry.called_off else REQUEST


def invitation(room: str, language: str, entry: Entry, organizer: Person, attendee: Person) -> bytes:
    """One entry as iTIP (RFC 5546): a REQUEST, or a CANCEL where it is called off.

    Programs put it beside or in place of what they have under its UID: the higher `moved` counts, then the later
    `changed_at`. No answer is asked for.
    """
    calendar = _calendar(room, language, method_of(entry))
    event = _event(entry)
    event.add("organizer", _address(organizer))
    event.add("attendee", _address(attendee, role="REQ-PARTICIPANT", partstat="ACCEPTED", rsvp="FALSE"))
    calendar.add_component(event)
    return _octets(calendar, [entry])


def _address(person: Person, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    for name, value in {"cn": person.name, **parameters}.items():
        address.params[name] = value
    return address


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
