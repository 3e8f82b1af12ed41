"""A lead keeps what was agreed to, whatever the order in which phones push it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid
from multaqa.sharing import Decision
from services.events.domain import Lead, Registration
from services.events.domain.lead import Scan

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def minutes(n):
    return NOON + timedelta(minutes=n)


def lead():
    registration = Registration("r1", "e1", "p1", "candidate", NOON, sector="textile", level="technicien")
    return Lead.met("l1", "o1", "t1", registration, NOON)


def scan(minute=0, **said):
    return Scan(minutes(minute), said.pop("by", "rep-1"), **said)


def kept(one):
    return one.notes, one.rating, one.next_step, one.tags, one.is_named()


def test_without_consent_nothing_is_kept_but_that_somebody_came():
    one = lead()
    one.take(scan(note="Très bon", rating=5, next_step="offer", tags=("cnc",)))
    assert kept(one) == ((), None, None, (), False)
    assert (one.scans, one.sector) == (1, "textile")


def test_with_consent_two_representatives_each_add_notes():
    one = lead()
    one.take(scan(0, consent=True, note="Bon contact", rating=3))
    one.take(scan(5, note="À rappeler", rating=4, next_step="call", by="rep-2"))
    assert [(note.text, note.by) for note in one.notes] == [("Bon contact", "rep-1"), ("À rappeler", "rep-2")]
    assert (one.rating, one.next_step, one.scans) == (4, "call", 2)


def test_a_no_at_the_stand_takes_back_what_was_noted():
    one = lead()
    one.take(scan(0, consent=True, note="Bon", rating=4))
    one.take(scan(1, consent=False))
    assert kept(one) == ((), None, None, (), False)


@pytest.mark.parametrize(
    ("elsewhere", "named"),
    [
        ((), True),
        (((False, 5),), False),
        (((False, -5),), True),
        (((False, 5), (True, 9)), True),
        (((False, 0),), False),
    ],
)
def test_the_newest_answer_counts_wherever_it_was_given(elsewhere, named):
    one = lead()
    one.take(scan(0, consent=True))
    assert one.is_named([Decision(given, minutes(at)) for given, at in elsewhere]) is named


@given(
    st.permutations(
        [
            scan(0, note="zero"),
            scan(1, consent=True, note="one", rating=1),
            scan(2, note="two", next_step="call", by="rep-2"),
            scan(3, consent=False, note="three"),
            scan(4, note="four", rating=4),
            scan(5, consent=True, note="five", rating=5, tags=("cnc",)),
            scan(6, note="six"),
        ]
    )
)
def test_what_is_kept_does_not_depend_on_the_order_of_arrival(scans):
    one = lead()
    for each in sorted(scans, key=lambda each: each.consent is None):  # phones say answers first, then what was noted
        one.take(each)
    assert [note.text for note in one.notes] == ["five", "six"]
    assert (one.rating, one.tags, one.is_named()) == (5, ("cnc",), True)


@pytest.mark.parametrize(
    ("wrong", "pointer"), [({"rating": 7}, "/rating"), ({"rating": -1}, "/rating"), ({"next_step": "x"}, "/next_step")]
)
def test_a_wrong_lead_names_its_field(wrong, pointer):
    with pytest.raises(Invalid) as refused:
        Scan.stated(wrong, "rep-1", NOON)
    assert [error["pointer"] for error in refused.value.errors] == [pointer]


def test_a_clock_that_is_ahead_is_not_believed():
    assert Scan.stated({"scanned_at": "2027-01-01T00:00:00Z"}, "rep-1", NOON).at == NOON


def test_the_same_person_met_by_two_that_are_one_is_one_lead():
    one, other = lead(), lead()
    one.take(scan(0, consent=True, note="a", rating=2))
    other.take(scan(1, consent=True, note="b", rating=5))
    one.absorb(other)
    assert ([note.text for note in one.notes], one.rating, one.scans) == (["a", "b"], 5, 2)


def test_of_an_erased_person_the_number_stays():
    one = lead()
    one.take(scan(consent=True, note="Bon", rating=4))
    one.forget_person()
    assert (one.person_id, one.sector, one.scans) == ("erased-r1", "textile", 1)
    assert kept(one) == ((), None, None, (), False)
