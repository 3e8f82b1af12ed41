"""A room holds one activity at a time and nobody speaks in two places; all lies within the days of the edition."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.events.domain import Activity, Edition, LocalText, Series
from services.events.domain.activity import folded, refuse_lost_rooms, refuse_outside

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TITLE = {"fr": "L'IA au service de la cybersécurité", "ar": "الذكاء الاصطناعي في خدمة الأمن السيبراني"}
ROOMS = [
    {"code": "A", "name": {"fr": "Amphi", "ar": "المدرج"}, "capacity": 100},
    {"code": "B", "name": {"fr": "Salle B", "ar": "القاعة ب"}},
]
SERIES = Series("s1", LocalText("Journée du digital", "يوم الرقمنة"))
BENALI = {"name": "Amal Benali", "person_id": "p1"}


def edition(**facts):
    """Of three days; Ramadan 2026 begins on 18 February, and clocks go back on the 15th."""
    told = {
        "number": 4,
        "venue": "Fès",
        "starts_at": "2026-06-08T09:00:00+01:00",
        "ends_at": "2026-06-10T16:00:00+01:00",
        "quotas": [{"category": "visitor", "capacity": 9}],
        "rooms": ROOMS,
    }
    return Edition.planned("e1", {**told, **facts}, SERIES, at=NOW)


def planned(id="a1", at=9, until=None, of=None, **facts):
    """An activity on the first day, from one full hour to another."""
    times = {"starts_at": hour(at), "ends_at": hour(at + 1 if until is None else until)}
    told = {"kind": "talk", "title": TITLE, "room": "A", **times, **facts}
    return Activity.planned(id, of or edition(), told, at=NOW)


def hour(at, day=8):
    return f"2026-06-{day:02}T{at:02}:00:00+01:00"


def faults_in(step, *arguments, **more):
    with pytest.raises(Invalid) as refused:
        step(*arguments, **more)
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"until": 9}, [("/ends_at", "activity.ends_before_start")]),
        (
            {"starts_at": hour(9, 11), "ends_at": hour(10, 11)},
            [("/starts_at", "activity.outside_edition"), ("/ends_at", "activity.outside_edition")],
        ),
        ({"ends_at": hour(9, 11)}, [("/ends_at", "activity.outside_edition")]),
        ({"starts_at": "2026-06-08T09:00:00"}, [("/starts_at", "edition.time_without_offset")]),
        ({"room": "Z"}, [("/room", "activity.room_unknown")]),
        ({"capacity": 101}, [("/capacity", "activity.room_too_small")]),
        ({"speakers": [BENALI, {"name": "BENALI, Amal"}]}, [("/speakers/1", "activity.speaker_twice")]),
        ({"agreement_ids": ["c1"]}, [("/agreement_ids", "activity.not_a_signing")]),
    ],
)
def test_is_not_planned(wrong, found):
    assert faults_in(planned, **wrong) == found


@pytest.mark.parametrize(("state", "code"), [("held", "edition.over"), ("cancelled", "edition.cancelled")])
def test_nothing_is_planned_where_nothing_is_to_come(state, code):
    over = edition()
    over.state = state
    with pytest.raises(Refused) as refused:
        planned(of=over)
    assert refused.value.code == code


def test_a_room_holds_one_activity_at_a_time():
    assert faults_in(planned("a2", 9).refuse_clashes, [planned("a1", 9)]) == [("/room", "activity.room_taken")]


def test_the_refusal_tells_what_clashes():
    with pytest.raises(Invalid) as refused:
        planned("a2").refuse_clashes([planned("a1")])
    assert refused.value.facts["clashes"] == [{"activity_id": "a1", "title": TITLE}]
    assert refused.value.errors[0]["facts"]["title"] == TITLE["fr"]


@pytest.mark.parametrize(
    "speaker",
    [BENALI, {"name": "A. B.", "person_id": "p1"}, {"name": "benali amal"}, {"name": "Ámal BENALI"}],
)
def test_nobody_speaks_in_two_places(speaker):
    elsewhere = planned("a1", room="B", speakers=[{"name": "Xi"}, BENALI])
    clash = planned("a2", speakers=[{"name": "Zineb"}, speaker])
    assert faults_in(clash.refuse_clashes, [elsewhere]) == [("/speakers/1", "activity.speaker_elsewhere")]


@pytest.mark.parametrize(
    "other",
    [
        {"at": 10},
        {"at": 8},
        {"room": "B"},
        {"room": None},
        {"id": "a2"},
    ],
)
def test_these_do_not_clash(other):
    planned("a2", 9).refuse_clashes([planned(**{"id": "a1", **other})])


def test_what_is_cancelled_leaves_its_room():
    gone = planned("a1")
    gone.cancel(edition(), "Empêché", at=NOW)
    planned("a2").refuse_clashes([gone])


SPAN = st.tuples(st.integers(8, 20), st.integers(1, 4))


@given(SPAN, SPAN)
def test_a_clash_is_one_for_both_and_exactly_when_they_share_a_moment(one, other):
    first = planned("a1", one[0], min(one[0] + one[1], 23))
    second = planned("a2", other[0], min(other[0] + other[1], 23))
    shared = set(range(one[0], min(one[0] + one[1], 23))) & set(range(other[0], min(other[0] + other[1], 23)))
    for mine, theirs in ((first, second), (second, first)):
        if shared:
            assert faults_in(mine.refuse_clashes, [theirs]) == [("/room", "activity.room_taken")]
        else:
            mine.refuse_clashes([theirs])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amal Benali", "BENALI Amal"), ("Élodie N'Diaye", "elodie n diaye"), ("أمَل بنعلي", "أمل بنعلي")],
)
def test_a_name_is_one_however_it_is_spelled(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("stated", "moves"),
    [({"room": "B"}, 1), ({"starts_at": hour(8)}, 1), ({"title": TITLE}, 0), ({"room": "A"}, 0), ({"capacity": 5}, 0)],
)
def test_a_move_is_another_time_or_place(stated, moves):
    activity = planned()
    assert activity.change(edition(), stated, at=NOW) is bool(moves)
    assert activity.moves == moves


def test_a_change_that_makes_no_sense_changes_nothing():
    activity = planned()
    before = activity.record()
    assert faults_in(activity.change, edition(), {"title": {"fr": "X", "ar": "س"}, "room": "Z"}, at=NOW)
    assert activity.record() == before


def test_counted_seats_stay_counted():
    assert faults_in(planned(capacity=5).change, edition(), {"capacity": None}, at=NOW) == [
        ("/capacity", "activity.capacity_needed")
    ]


def test_it_is_said_afterwards_what_was_signed_and_nothing_else():
    ceremony, over = planned(kind="signing"), edition()
    over.hold(at=NOW)
    ceremony.change(over, {"agreement_ids": ["c1", "c2", "c1"]}, at=NOW)
    assert ceremony.agreement_ids == ("c1", "c2")
    with pytest.raises(Refused, match=r"edition\.over"):
        ceremony.change(over, {"agreement_ids": [], "room": "B"}, at=NOW)


def test_an_agreement_says_itself_where_it_is_signed():
    ceremony = planned(kind="signing", agreement_ids=["c1", "c2", "c3"])
    known = {"c1": {"edition_id": "e1"}, "c2": {"edition_id": None}}
    assert faults_in(ceremony.refuse_agreements, known) == [
        ("/agreement_ids/1", "activity.agreement_elsewhere"),
        ("/agreement_ids/2", "activity.agreement_unknown"),
    ]


def test_what_is_cancelled_is_neither_changed_nor_cancelled_again():
    activity = planned()
    activity.cancel(edition(), "Empêché", at=NOW)
    assert (activity.state, activity.reason, activity.moves) == ("cancelled", "Empêché", 1)
    for step in (lambda: activity.cancel(edition(), "X", at=NOW), lambda: activity.change(edition(), {}, at=NOW)):
        with pytest.raises(Refused, match=r"activity\.cancelled"):
            step()


def test_it_keeps_its_hour_when_clocks_change():
    before_ramadan = edition(starts_at="2026-02-14T09:00:00+01:00", ends_at="2026-02-14T18:00:00+01:00")
    times = {"starts_at": "2026-02-14T10:00:00+01:00", "ends_at": "2026-02-14T11:00:00+01:00"}
    activity = planned(of=before_ramadan, **times)
    activity.move(2, at=NOW)
    assert activity.facts()["starts_at"] == "2026-02-16T10:00:00+00:00"
    activity.move(35, at=NOW)
    assert activity.facts()["starts_at"] == "2026-03-23T10:00:00+01:00"
    assert activity.moves == 2


def test_the_next_edition_has_the_same_without_who_speaks_and_what_is_signed():
    ceremony = planned(kind="signing", speakers=[BENALI], agreement_ids=["c1"], capacity=50)
    again = ceremony.again("a9", "e2", 364, at=NOW)
    assert (again.room, again.capacity, again.speakers, again.agreement_ids) == ("A", 50, (), ())
    assert again.facts()["starts_at"] == "2027-06-07T09:00:00+00:00"


def test_a_day_less_leaves_an_activity_without_a_day():
    shorter = edition(starts_at=hour(9, 9))
    with pytest.raises(Refused) as refused:
        refuse_outside([planned("a1"), planned("a2", starts_at=hour(9, 9), ends_at=hour(10, 9))], shorter)
    assert refused.value.facts["activities"] == ["a1"]


def test_a_room_in_use_is_not_taken_away():
    smaller = edition(rooms=ROOMS[:1])
    refuse_lost_rooms([planned("a1"), planned("a2", room=None)], smaller)
    assert faults_in(refuse_lost_rooms, [planned("a1", room="B")], smaller) == [("/rooms", "edition.room_in_use")]


def test_who_is_erased_speaks_no_more():
    activity = planned(speakers=[BENALI, {"name": "Zineb"}])
    activity.forget_speaker("p1")
    assert [speaker.name for speaker in activity.speakers] == ["Zineb"]
    assert "Benali" not in str(activity.record())


def test_other_rooms_hear_nothing_of_persons():
    assert "Benali" not in str(planned(speakers=[BENALI]).facts())
