"""The calendar feed of deadlines: one all-day entry for each."""

from collections.abc import Iterable
from datetime import timedelta

from multaqa import calendars
from services.partners.domain.deadline import Deadline

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
    """The feed's octets. Days are days in Morocco."""
    entries = [_entry(deadline, language) for deadline in deadlines]
    return calendars.written("partners", NAMES[language], language, entries)


def _entry(deadline: Deadline, language: str) -> calendars.Entry:
    title = getattr(deadline.title, language)
    summary = SUMMARIES[language][deadline.kind].format(title=title)
    day_after = deadline.on + timedelta(days=1)
    return calendars.Entry(deadline.id, deadline.on, day_after, deadline.since, summary, deadline.kind)
