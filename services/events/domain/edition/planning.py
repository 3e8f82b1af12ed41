"""What is stated about an edition: read into what it is made of, and what is wrong with it, field by field."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from multaqa.zone import day_of
from services.events.domain.edition.venue import Hours, Room
from services.events.domain.wording import Fault, LocalText, fault

TIMES = ("starts_at", "ends_at")
READ: dict[str, Callable[[Any], Any]] = {
    "theme": lambda theme: LocalText(**theme) if theme else None,
    "sectors": lambda sectors: tuple(sectors or ()),
    "venue": str,
    "starts_at": datetime.fromisoformat,
    "ends_at": datetime.fromisoformat,
    "registration_ends_at": lambda at: datetime.fromisoformat(at) if at else None,
    "opening_hours": lambda hours: tuple(Hours.told(one) for one in hours or ()),
    "rooms": lambda rooms: tuple(Room.told(one) for one in rooms or ()),
    "needs_approval": lambda categories: tuple(categories or ()),
    "offer_hours": int,
    "waitlist_order": str,
    "reentry": bool,
}
"""What may be stated of an edition at any time, and how each is read."""


def read(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The stated ones as the edition holds them; what is not stated is not there."""
    return {name: reader(facts[name]) for name, reader in READ.items() if name in facts}


def faults_of(facts: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    """What is wrong with all that is stated of an edition."""
    if untimed := list(_without_offset(facts)):
        yield from untimed
        return
    told = {"opening_hours": (), "rooms": (), "needs_approval": (), "registration_ends_at": None, **read(facts)}
    yield from _date_faults(told, at)
    yield from _hours_faults(told)
    yield from _room_faults(told["rooms"])
    yield from _quota_faults(facts["quotas"])
    categories = {quota["category"] for quota in facts["quotas"]}
    for n, category in enumerate(told["needs_approval"]):
        if category not in categories:
            text = "The edition expects nobody of this category."
            yield fault(f"/needs_approval/{n}", "edition.category_unknown", text)


def _without_offset(facts: Mapping[str, Any]) -> Iterator[Fault]:
    stated = {f"/{name}": facts.get(name) for name in (*TIMES, "registration_ends_at")}
    for n, hours in enumerate(facts.get("opening_hours") or ()):
        stated |= {f"/opening_hours/{n}/{name}": hours[name] for name in TIMES}
    for pointer, at in stated.items():
        if at and datetime.fromisoformat(at).tzinfo is None:
            yield fault(pointer, "edition.time_without_offset", "A time needs its offset from UTC.")


def _date_faults(told: Mapping[str, Any], at: datetime) -> Iterator[Fault]:
    if told["starts_at"] >= told["ends_at"]:
        yield fault("/ends_at", "edition.ends_before_start", "The edition ends after it starts.")
    if told["ends_at"] <= at:
        yield fault("/ends_at", "edition.in_the_past", "The edition lies in the past.")
    registration_ends_at = told["registration_ends_at"]
    if registration_ends_at and registration_ends_at > told["ends_at"]:
        text = "Registration ends when the edition does, or before."
        yield fault("/registration_ends_at", "edition.registration_outlasts", text)


def _hours_faults(told: Mapping[str, Any]) -> Iterator[Fault]:
    """Each within one day of the edition, and none before the one above it is over."""
    first, last = (day_of(told[name]) for name in TIMES)
    before = None
    for n, hours in enumerate(told["opening_hours"]):
        if hours.starts_at >= hours.ends_at:
            yield fault(f"/opening_hours/{n}/ends_at", "edition.hours_end_before_start", "Doors close after they open.")
        if not first <= day_of(hours.starts_at) == day_of(hours.ends_at) <= last:
            text = "Opening hours lie within one day of the edition."
            yield fault(f"/opening_hours/{n}/starts_at", "edition.hours_outside", text)
        if before and hours.starts_at < before:
            text = "Opening hours are stated in order, and do not overlap."
            yield fault(f"/opening_hours/{n}/starts_at", "edition.hours_overlap", text)
        before = hours.ends_at


def _room_faults(rooms: tuple[Room, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, room in enumerate(rooms):
        if room.code in seen:
            yield fault(f"/rooms/{n}/code", "edition.room_twice", "A code names one room.")
        seen.add(room.code)


def _quota_faults(quotas: list[dict[str, Any]]) -> Iterator[Fault]:
    if not quotas:
        yield fault("/quotas", "edition.without_quota", "At least one category of people is expected.")
    seen: set[str] = set()
    for n, quota in enumerate(quotas):
        if quota["capacity"] < 1:
            yield fault(f"/quotas/{n}/capacity", "quota.capacity_too_small", "At least one seat is needed.")
        if quota["category"] in seen:
            yield fault(f"/quotas/{n}/category", "quota.category_twice", "A category has one quota.")
        seen.add(quota["category"])
