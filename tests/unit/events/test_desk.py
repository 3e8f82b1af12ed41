"""The desk gives seats while there are some, then places, and one of either to a person."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, NotFound, Refused
from services.events.domain import Application, Desk, Edition, LocalText, Quota

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
EVENING = datetime(2026, 5, 4, 20, tzinfo=UTC)
NAME = LocalText("Forum", "ملتقى")


def edition(state="open"):
    return Edition("e1", "s1", NAME, 2, None, (), "Fès", NOON, EVENING, NOON, {"candidate": 2}, state)


def desk(capacity=2, state="open", standing=()):
    return Desk([edition(state)], [Quota.empty("e1", "candidate", capacity)], standing)


def application(person, category="candidate", edition_id="e1"):
    return Application(f"r-{person}", edition_id, person, category)


def admit(desk, *persons):
    return [desk.admit(application(person), at=NOON) for person in persons]


def code_of(refusal):
    return refusal.value.code


def test_confirms_while_there_is_room_then_gives_places_in_order():
    answers = admit(desk(capacity=2), "a", "b", "c", "d")
    assert [(one.state, one.place) for one in answers] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]


def test_a_place_is_never_given_again():
    quota = Quota("e1/candidate", "e1", "candidate", capacity=1, taken=1, last_place=7)
    registration = Desk([edition()], [quota], []).admit(application("a"), at=NOON)
    assert registration.place == 8


def test_a_person_registers_once():
    with pytest.raises(Refused) as refused:
        admit(desk(), "a", "a")
    assert code_of(refused) == "registration.already_registered"
    assert refused.value.facts["registration_id"] == "r-a"


def test_a_person_who_is_registered_already_is_refused():
    standing = admit(desk(), "a")
    with pytest.raises(Refused):
        admit(desk(standing=standing), "a")


def test_a_refusal_takes_no_seat():
    counter = desk(capacity=2)
    answers = [counter.answer(application(person), at=NOON) for person in ("a", "a", "b")]
    assert [type(answer).__name__ for answer in answers] == ["Registration", "Refused", "Registration"]
    assert counter.seats.changed["e1/candidate"].taken == 2


def test_an_unknown_category_is_refused():
    with pytest.raises(Invalid) as refused:
        desk().admit(application("a", category="juror"), at=NOON)
    assert code_of(refused) == "registration.category_unknown"


def test_an_unknown_edition_is_refused():
    with pytest.raises(NotFound) as refused:
        desk().admit(application("a", edition_id="e2"), at=NOON)
    assert code_of(refused) == "edition.not_found"


def test_a_planned_edition_admits_nobody():
    with pytest.raises(Refused) as refused:
        admit(desk(state="planned"), "a")
    assert code_of(refused) == "edition.not_open"


@given(capacity=st.integers(1, 20), persons=st.lists(st.integers(0, 30).map(str), max_size=60))
def test_seats_and_places_add_up_whoever_comes(capacity, persons):
    counter = desk(capacity)
    for person in persons:
        counter.answer(application(person), at=NOON)
    seated = [one for one in counter.admitted if one.state == "confirmed"]
    places = [one.place for one in counter.admitted if one.state == "waitlisted"]
    assert len(seated) == min(capacity, len(set(persons)))
    assert places == list(range(1, len(set(persons)) - len(seated) + 1))
