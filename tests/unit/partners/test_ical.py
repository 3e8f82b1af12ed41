"""A feed is iCalendar that any program reads: whole days, the same UIDs, and nothing a title could smuggle in."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from services.partners import ical
from services.partners.domain import LocalText
from services.partners.domain.deadline import KINDS, Deadline

SET = datetime(2026, 5, 4, 12, tzinfo=UTC)
TITLE = LocalText("Accord-cadre, formations qualifiantes", "اتفاقية إطار للتكوينات التأهيلية في قطاع البناء والأشغال")


def deadline(id="d1", kind="expiry", title=TITLE):
    return Deadline(id, kind, "a1", date(2027, 5, 3), title, ("directorate", "o1"), SET, SET)


def read(octets):
    return Calendar.from_ical(octets).walk("VEVENT")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_event_is_a_whole_day_that_names_the_agreement(language, kind):
    (event,) = read(ical.written([deadline(kind=kind)], language))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 5, 3), date(2027, 5, 4))
    assert getattr(TITLE, language) in str(event["summary"])
    assert str(event["uid"]) == "d1@multaqa"


def test_the_same_deadlines_are_the_same_octets():
    feed = [deadline(), deadline("d2", "notice")]
    assert ical.written(feed, "fr") == ical.written(feed, "fr")


def test_its_lines_are_as_the_standard_wants_them():
    lines = ical.written([deadline()], "ar").split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"X-WR-TIMEZONE:Africa/Casablanca" in lines
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_title_adds_no_event(line_break):
    title = LocalText(f"Accord{line_break}END:VEVENT{line_break}BEGIN:VEVENT{line_break}UID:x", "اتفاقية")
    (event,) = read(ical.written([deadline(title=title)], "fr"))
    assert str(event["uid"]) == "d1@multaqa"


def test_a_feed_without_deadlines_is_still_a_calendar():
    calendar = Calendar.from_ical(ical.written([], "fr"))
    assert str(calendar["x-wr-calname"]) == "Échéances des accords"
