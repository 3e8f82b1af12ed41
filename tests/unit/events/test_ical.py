"""A programme as calendar programs read it: the right hour before, in and after Ramadan, moves and cancellations."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from services.events import ical
from services.events.domain import Activity, Edition, LocalText, Series

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SERIES = Series("s1", LocalText("Journée du digital", "يوم الرقمنة"))
ROOM = {"code": "A", "name": {"fr": "Amphi", "ar": "المدرج"}}
DAYS = {"before": ("2026-02-14", "+01:00"), "in": ("2026-02-15", "+00:00"), "after": ("2026-03-22", "+01:00")}


@pytest.fixture
def edition():
    told = {
        "number": 4,
        "venue": "Fès",
        "starts_at": "2026-02-14T09:00:00+01:00",
        "ends_at": "2026-03-22T18:00:00+01:00",
        "quotas": [{"category": "visitor", "capacity": 9}],
        "rooms": [ROOM],
    }
    return Edition.planned("e1", told, SERIES, at=NOW)


def talk(edition, when="before", **facts):
    day, offset = DAYS[when]
    times = {"starts_at": f"{day}T10:00:00{offset}", "ends_at": f"{day}T11:30:00{offset}"}
    title = {"fr": f"Conférence, {when}", "ar": "محاضرة"}
    told = {"kind": "talk", "title": title, "room": "A", **times, **facts}
    return Activity.planned(when, edition, told, at=NOW)


def read(edition, *activities, language="fr"):
    return Calendar.from_ical(ical.written(edition, activities, language))


def event(edition, activity, language="fr"):
    (found,) = read(edition, activity, language=language).walk("VEVENT")
    return found


@pytest.mark.parametrize("when", DAYS)
def test_ten_o_clock_is_ten_o_clock_on_moroccan_clocks(edition, when):
    found = event(edition, talk(edition, when))
    starts_at = found["dtstart"]
    assert starts_at.params["TZID"] == "Africa/Casablanca"
    assert starts_at.dt.strftime("%H:%M") == "10:00"
    assert starts_at.dt.utcoffset() == timedelta(hours=int(DAYS[when][1][:3]))
    assert found["dtend"].dt - starts_at.dt == timedelta(minutes=90)


def test_the_zone_s_own_rules_are_in_the_feed(edition):
    """A program without a zone table reads the change of clocks on 15 February and 22 March 2026, as tzdata has it."""
    calendar = read(edition, *(talk(edition, when) for when in DAYS))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Africa/Casablanca"
    changes = {part["dtstart"].dt.date().isoformat(): part["tzoffsetto"].td for part in zone.subcomponents}
    assert changes["2026-02-15"] == timedelta(0)
    assert changes["2026-03-22"] == timedelta(hours=1)


def test_a_move_raises_the_sequence_of_the_same_entry(edition):
    activity = talk(edition)
    before = event(edition, activity)
    activity.change(edition, {"ends_at": "2026-02-14T12:00:00+01:00"}, at=NOW + timedelta(days=1))
    after = event(edition, activity)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["last-modified"].dt > before["last-modified"].dt


def test_what_is_called_off_says_so(edition):
    activity, other = talk(edition), talk(edition, "in")
    assert event(edition, activity)["status"] == "CONFIRMED"
    activity.cancel(edition, "Empêché", at=NOW)
    assert (event(edition, activity)["status"], event(edition, activity)["sequence"]) == ("CANCELLED", 1)
    edition.cancel("Grève", at=NOW)
    assert {one["status"] for one in read(edition, activity, other).walk("VEVENT")} == {"CANCELLED"}
    assert event(edition, other)["sequence"] == 1


@pytest.mark.parametrize(
    ("language", "name", "summary", "place"),
    [
        ("fr", "Journée du digital, édition n° 4", "Conférence, before", "Amphi, Fès"),
        ("ar", "يوم الرقمنة، الدورة 4", "محاضرة", "المدرج, Fès"),
    ],
)
def test_speaks_the_reader_s_language(edition, language, name, summary, place):
    speaker = {"name": "Amal Benali", "organisation": "DGSSI", "person_id": "p1"}
    activity = talk(edition, speakers=[speaker])
    assert read(edition, activity, language=language)["x-wr-calname"] == name
    found = event(edition, activity, language)
    assert (found["summary"], found["location"]) == (summary, place)
    assert found["description"] == "Amal Benali, DGSSI"
