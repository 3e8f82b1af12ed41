"""What stands in the reader's calendar after a mail: the edition they are registered for, each of their interviews."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from multaqa.calendars import Entry
from services.notifications.domain import Send

INVITES = ("events.registration_confirmed.v1", "events.edition_postponed.v1")
CALLS_OFF = ("events.registration_cancelled.v1",)
TIMETABLE = "matching.timetable_published.v1"
AGENDA_CHANGED = "matching.agenda_changed.v1"
OF_AGENDA = (TIMETABLE, AGENDA_CHANGED)
Facts = Mapping[str, Any]


def entries_of(send: Send, edition: Facts | None, agenda: Facts | None, language: str, at: datetime) -> list[Entry]:
    """As they are now, whatever the mail tells of before: a calendar takes the newest word. None where none changes.

    An entry's id is the edition's or the interview's, so the same at each mail.
    """
    if edition is None or send.told.get("contributes") or send.told.get("preliminary"):
        return []
    if send.type in (*INVITES, *CALLS_OFF):
        return [_of_edition(edition, language, at, called_off=send.type in CALLS_OFF)]
    if agenda is None or send.type not in OF_AGENDA:
        return []
    told = {one["interview"]["interview_id"] for one in send.told.get("changes", ())}
    entries = _of_agenda(agenda, edition, language, at)
    return [one for one in entries if send.type == TIMETABLE or one.id in told]


def _of_edition(edition: Facts, language: str, at: datetime, *, called_off: bool) -> Entry:
    summary = f"{edition['series_name'][language]} · {edition['number']}"
    times = edition["starts_at"], edition["ends_at"]
    moved = edition["source_version"]
    return Entry(
        edition["_id"], *times, at, summary, "edition", location=edition["venue"], moved=moved, called_off=called_off
    )


def _of_agenda(agenda: Facts, edition: Facts, language: str, at: datetime) -> Iterator[Entry]:
    for name, called_off in (("interviews", False), ("called_off", True)):
        for one in agenda.get(name, ()):
            organisation, offer = one["organisation_name"], one["offer_title"][language]
            yield Entry(
                one["interview_id"],
                one["starts_at"],
                one["ends_at"],
                at,
                f"{organisation[language]} : {offer}" if organisation else offer,
                one.get("kind") or "interview",
                location=f"{edition['venue']} · {one['table']}",
                moved=agenda.get("moved", {}).get(one["interview_id"], 0),
                called_off=called_off,
            )
