"""A calendar feed as iCalendar (RFC 5545): one all-day event per deadline, the same UID at every reading."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from services.partners.domain.deadline import Deadline

MEDIA_TYPE = "text/calendar"
REFRESHED_EVERY = "PT12H"
NAMES = {"fr": "Échéances des accords", "ar": "آجال الاتفاقيات"}
SUMMARIES = {
    "fr": {
        "expiry": "Fin de l'accord : {title}",
        "notice": "Dernier jour pour donner préavis : {title}",
        "commitment": "Échéance d'un engagement : {title}",
    },
    "ar": {
        "expiry": "انتهاء الاتفاقية: {title}",
        "notice": "آخر يوم للإشعار بعدم التجديد: {title}",
        "commitment": "حلول أجل التزام: {title}",
    },
}


def written(deadlines: Iterable[Deadline], language: str) -> bytes:
    """The feed's octets. Days are days in Morocco; they carry no hour, so that no program moves them."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Multaqa//partners//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAMES[language])
    calendar.add("x-wr-timezone", "Africa/Casablanca")
    calendar.add("refresh-interval;value=duration", REFRESHED_EVERY)
    calendar.add("x-published-ttl", REFRESHED_EVERY)
    for deadline in deadlines:
        calendar.add_component(_event(deadline, language))
    octets: bytes = calendar.to_ical()
    return octets


def _event(deadline: Deadline, language: str) -> Event:
    event = Event()
    event.add("uid", f"{deadline.id}@multaqa")
    event.add("dtstamp", deadline.since)
    event.add("last-modified", deadline.since)
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    event.add("summary", SUMMARIES[language][deadline.kind].format(title=getattr(deadline.title, language)))
    event.add("categories", [deadline.kind])
    event.add("transp", "TRANSPARENT")
    return event
