"""The calendar feed of an edition's programme: one entry for each activity, moved and called off as it is."""

from collections.abc import Iterable

from multaqa import calendars
from services.events.domain import Activity, Edition

NAMES = {"fr": "{name}, édition n° {number}", "ar": "{name}، الدورة {number}"}


def written(edition: Edition, activities: Iterable[Activity], language: str) -> bytes:
    rooms = {room.code: getattr(room.name, language) for room in edition.rooms}
    name = NAMES[language].format(name=getattr(edition.series_name, language), number=edition.number)
    entries = [_entry(edition, activity, rooms, language) for activity in activities]
    return calendars.written("events", name, language, entries)


def _entry(edition: Edition, activity: Activity, rooms: dict[str, str], language: str) -> calendars.Entry:
    """What is called off with its edition has been changed once more than it has moved itself."""
    cancelled = edition.state == "cancelled"
    where = [rooms[activity.room]] if activity.room in rooms else []
    speakers = [", ".join(filter(None, (one.name, one.title, one.organisation))) for one in activity.speakers]
    topic = [getattr(activity.topic, language)] if activity.topic else []
    return calendars.Entry(
        id=activity.id,
        starts=activity.starts_at,
        ends=activity.ends_at,
        changed_at=edition.cancelled_at or activity.changed_at,
        summary=getattr(activity.title, language),
        category=activity.kind,
        description="\n".join([*topic, *speakers]) or None,
        location=", ".join([*where, edition.venue]),
        moved=activity.moves + cancelled,
        called_off=cancelled or not activity.is_planned,
    )
