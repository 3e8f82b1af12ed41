"""An edition has a future and a room for each category; it is announced, opens, closes, moves, and is held once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.events.domain import Edition, LocalText, Series

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
AFTERWARDS = NOON + timedelta(days=60)
FORUM = Series("s1", LocalText("Forum régional de l'emploi", "الملتقى الجهوي للتشغيل"))
HALL = {"code": "A", "name": {"fr": "Amphithéâtre", "ar": "المدرج"}, "capacity": 200}
MORNING = {"starts_at": "2026-06-08T09:00:00+01:00", "ends_at": "2026-06-08T12:00:00+01:00"}
A_WEEK_LATER = {"starts_at": "2026-06-15T09:00:00+01:00", "ends_at": "2026-06-15T16:00:00+01:00", "reason": "Travaux"}


def planned(**facts):
    forum = {
        "series_id": "s1",
        "number": 2,
        "theme": {"fr": "L'insertion", "ar": "الإدماج"},
        "sectors": ["industry"],
        "venue": "Fès",
        "starts_at": "2026-06-08T09:00:00+01:00",
        "ends_at": "2026-06-08T16:00:00+01:00",
        "quotas": [{"category": "candidate", "capacity": 1500}],
    }
    return Edition.planned("e1", {**forum, **facts}, FORUM, at=NOON)


def in_state(state):
    """An edition that has come so far."""
    edition = planned()
    steps = {"announced": edition.announce, "open": edition.open, "closed": edition.close, "held": edition.hold}
    if state == "cancelled":
        edition.cancel("Grève", at=NOON)
    for name, step in steps.items() if state not in ("planned", "cancelled") else ():
        step(at=NOON)
        if name == state:
            break
    assert edition.state == state
    return edition


def refusal_of(step, *arguments, at=NOON):
    with pytest.raises(Refused) as refused:
        step(*arguments, at=at)
    return refused.value.code


def faults_in(step, *arguments, **more):
    with pytest.raises(Invalid) as refused:
        step(*arguments, **more)
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


def test_tells_the_name_of_its_series():
    assert planned().facts()["series_name"]["fr"] == "Forum régional de l'emploi"


def test_tells_its_times_as_clocks_in_morocco_show_them():
    assert planned(starts_at="2026-06-08T08:00:00Z").facts()["starts_at"] == "2026-06-08T09:00:00+01:00"


def test_clocks_in_morocco_go_back_in_ramadan():
    edition = planned(starts_at="2027-02-15T09:00:00Z", ends_at="2027-02-15T16:00:00Z")
    assert edition.facts()["starts_at"] == "2027-02-15T09:00:00+00:00"


def test_has_an_empty_quota_for_each_category():
    rooms = [{"category": "candidate", "capacity": 3}, {"category": "visitor", "capacity": 5}]
    quotas = planned(quotas=rooms).quotas()
    assert [(quota.id, quota.capacity, quota.taken) for quota in quotas] == [
        ("e1/candidate", 3, 0),
        ("e1/visitor", 5, 0),
    ]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"ends_at": "2026-06-08T09:00:00+01:00"}, "/ends_at", "edition.ends_before_start"),
        (
            {"starts_at": "2026-05-01T09:00:00Z", "ends_at": "2026-05-04T12:00:00Z"},
            "/ends_at",
            "edition.in_the_past",
        ),
        ({"starts_at": "2026-06-08T09:00:00"}, "/starts_at", "edition.time_without_offset"),
        (
            {"opening_hours": [{**MORNING, "ends_at": "2026-06-08T16:00:00"}]},
            "/opening_hours/0/ends_at",
            "edition.time_without_offset",
        ),
        ({"registration_ends_at": "2026-06-09T00:00:00Z"}, "/registration_ends_at", "edition.registration_outlasts"),
        ({"quotas": []}, "/quotas", "edition.without_quota"),
        ({"quotas": [{"category": "c", "capacity": 0}]}, "/quotas/0/capacity", "quota.capacity_too_small"),
        (
            {"quotas": [{"category": "c", "capacity": 1}, {"category": "c", "capacity": 2}]},
            "/quotas/1/category",
            "quota.category_twice",
        ),
        ({"rooms": [HALL, HALL]}, "/rooms/1/code", "edition.room_twice"),
        ({"needs_approval": ["juror"]}, "/needs_approval/0", "edition.category_unknown"),
        (
            {"opening_hours": [{**MORNING, "ends_at": MORNING["starts_at"]}]},
            "/opening_hours/0/ends_at",
            "edition.hours_end_before_start",
        ),
        ({"opening_hours": [MORNING, MORNING]}, "/opening_hours/1/starts_at", "edition.hours_overlap"),
        (
            {"opening_hours": [{**MORNING, "ends_at": "2026-06-09T10:00:00+01:00"}]},
            "/opening_hours/0/starts_at",
            "edition.hours_outside",
        ),
    ],
)
def test_is_not_planned(wrong, pointer, code):
    assert faults_in(planned, **wrong) == [(pointer, code)]


def test_a_number_is_given_once_in_a_series():
    assert refusal_of(lambda at: planned().refuse_taken_number(by=planned())) == "edition.number_taken"


STATES = ("planned", "announced", "open", "closed", "held", "cancelled")
OVER, GONE = "edition.over", "edition.cancelled"
STEPS = [
    ("announce", (), (None, *["edition.already_announced"] * 3, OVER, GONE)),
    ("open", (), (None, None, "edition.already_open", None, OVER, GONE)),
    ("close", (), ("edition.not_open", "edition.not_open", None, "edition.not_open", OVER, GONE)),
    ("cancel", ("Grève",), (None, None, None, None, OVER, GONE)),
    ("postpone", (A_WEEK_LATER,), (None, None, None, None, OVER, GONE)),
    ("change", ({"venue": "Meknès"},), (None, None, None, None, OVER, GONE)),
]


@pytest.mark.parametrize(
    ("step", "arguments", "state", "code"),
    [
        (step, arguments, state, code)
        for step, arguments, codes in STEPS
        for state, code in zip(STATES, codes, strict=True)
    ],
)
def test_every_step_in_every_state(step, arguments, state, code):
    edition = in_state(state)
    if code is None:
        getattr(edition, step)(*arguments, at=NOON)
    else:
        before = edition.facts()
        assert refusal_of(getattr(edition, step), *arguments) == code
        assert edition.facts() == before


@pytest.mark.parametrize("step", ["announce", "open"])
def test_nothing_begins_once_its_dates_are_past(step):
    assert refusal_of(getattr(planned(), step), at=AFTERWARDS) == "edition.over"


def test_opening_announces():
    edition = planned()
    edition.open(at=NOON)
    assert edition.takes_registrations(at=NOON)
    assert edition.announced_at == edition.opened_at == NOON


def test_registration_opens_again():
    edition = in_state("closed")
    edition.open(at=NOON)
    assert edition.takes_registrations(at=NOON)
    assert edition.closed_at is None


def test_registration_ends_before_the_edition_where_it_says_so():
    edition = planned(registration_ends_at="2026-06-01T12:00:00Z")
    edition.open(at=NOON)
    last = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert edition.takes_registrations(at=last - timedelta(seconds=1))
    assert refusal_of(edition.require_open, at=last) == "edition.registration_closed"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("planned", "edition.not_open"),
        ("announced", "edition.not_open"),
        ("closed", "edition.registration_closed"),
        ("held", OVER),
        ("cancelled", GONE),
    ],
)
def test_takes_nobody_unless_it_is_open(state, code):
    assert refusal_of(in_state(state).require_open) == code


def test_takes_nobody_once_it_is_over():
    edition = in_state("open")
    assert refusal_of(edition.require_open, at=edition.ends_at) == "edition.over"


def test_a_change_leaves_what_it_does_not_state():
    edition = planned(rooms=[HALL])
    edition.change({"venue": "Meknès", "reentry": True, "theme": None}, at=NOON)
    assert (edition.venue, edition.reentry, edition.theme, edition.rooms[0].code) == ("Meknès", True, None, "A")


def test_dates_change_until_they_are_announced():
    dates = {name: A_WEEK_LATER[name] for name in ("starts_at", "ends_at")}
    edition = planned()
    edition.change(dates, at=NOON)
    assert edition.facts()["starts_at"] == A_WEEK_LATER["starts_at"]
    edition.announce(at=NOON)
    assert faults_in(edition.change, dates, at=NOON) == [
        ("/starts_at", "edition.dates_announced"),
        ("/ends_at", "edition.dates_announced"),
    ]


def test_a_change_is_held_against_what_stays():
    edition = planned(opening_hours=[MORNING])
    next_day = {"starts_at": "2026-06-09T09:00:00+01:00", "ends_at": "2026-06-09T16:00:00+01:00"}
    assert faults_in(edition.change, next_day, at=NOON) == [("/opening_hours/0/starts_at", "edition.hours_outside")]


def test_postponing_keeps_the_dates_it_gives_up():
    edition = in_state("open")
    edition.postpone(A_WEEK_LATER, at=NOON)
    assert edition.state == "open"
    assert edition.facts()["starts_at"] == A_WEEK_LATER["starts_at"]
    assert [one.facts()["starts_at"] for one in edition.postponements] == ["2026-06-08T09:00:00+01:00"]
    edition.postpone({**A_WEEK_LATER, "starts_at": "2026-06-15T08:00:00Z"}, at=NOON)
    assert len(edition.postponements) == 2


def test_what_has_hours_moves_along_at_its_hours():
    edition = planned(opening_hours=[MORNING], registration_ends_at="2026-06-01T18:00:00+01:00")
    assert edition.postpone(A_WEEK_LATER, at=NOON) == 7
    told = edition.facts()
    assert told["opening_hours"][0]["starts_at"] == "2026-06-15T09:00:00+01:00"
    assert told["registration_ends_at"] == "2026-06-08T18:00:00+01:00"


def test_hours_stay_what_clocks_show_when_it_moves_into_ramadan():
    edition = planned(opening_hours=[MORNING])
    into_ramadan = {"starts_at": "2027-02-15T09:00:00Z", "ends_at": "2027-02-15T16:00:00Z", "reason": "Travaux"}
    edition.postpone(into_ramadan, at=NOON)
    assert edition.facts()["opening_hours"][0]["starts_at"] == "2027-02-15T09:00:00+00:00"


def test_a_postponement_that_makes_no_sense_changes_nothing():
    edition = in_state("open")
    before = edition.facts()
    wrong = {**A_WEEK_LATER, "ends_at": A_WEEK_LATER["starts_at"]}
    assert faults_in(edition.postpone, wrong, at=NOON) == [("/ends_at", "edition.ends_before_start")]
    assert edition.facts() == before


@given(st.lists(st.sampled_from(["announce", "open", "close", "cancel", "hold"]), max_size=12))
def test_what_is_settled_stays_so(steps):
    edition = planned()
    for name in steps:
        settled, state = edition.is_settled, edition.state
        if name == "hold":
            if not settled:
                edition.hold(at=NOON)
            continue
        try:
            getattr(edition, name)(*(("Grève",) if name == "cancel" else ()), at=NOON)
        except Refused:
            assert edition.state == state
        else:
            assert not settled


def test_the_next_one_has_the_settings_at_the_same_hours_and_nobody():
    last = planned(
        rooms=[HALL], opening_hours=[MORNING], registration_ends_at="2026-06-01T18:00:00+01:00", reentry=True
    )
    last.hold(at=NOON)
    again = last.next_one("e2", {"starts_at": "2027-02-15T09:00:00Z"}, at=AFTERWARDS)
    told = again.facts()
    assert (told["number"], told["state"], told["theme"], told["reentry"]) == (3, "planned", None, True)
    assert told["rooms"] == [HALL]
    assert told["quotas"] == [{"category": "candidate", "capacity": 1500}]
    assert told["ends_at"] == "2027-02-15T16:00:00+00:00"
    assert told["opening_hours"][0]["starts_at"] == "2027-02-15T09:00:00+00:00"
    assert told["registration_ends_at"] == "2027-02-08T18:00:00+00:00"
