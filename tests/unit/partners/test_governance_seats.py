"""A seat counts while it stands and somebody has a mandate for it; it never counts twice or too long."""

from datetime import UTC, date, datetime

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.zone import day_of, start_of
from services.partners.domain import LocalText, Organisation
from services.partners.domain.governance import Committee, QuorumRule, Seat
from tests.unit.partners.committee_making import (
    HALF,
    NOW,
    RULES,
    TODAY,
    codes,
    committee,
    days,
    held_seat,
    mandate,
    seat,
)

YEAR_END = date(2026, 12, 31)


class Grant:
    organisation_id = "fnbtp"
    voting = True


def granted(from_on=TODAY):
    return Seat.granted("s1", committee(), Grant(), "a1", from_on)


# committees


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ({"quorum": {}}, ("/quorum", "quorum.one_form")),
        ({"quorum": {"numerator": 1}}, ("/quorum", "quorum.one_form")),
        ({"quorum": {**HALF, "number": 3}}, ("/quorum", "quorum.one_form")),
        ({"quorum": {"numerator": 3, "denominator": 2}}, ("/quorum/numerator", "quorum.not_a_part")),
        ({"quorum": {"numerator": 0, "denominator": 2}}, ("/quorum/numerator", "quorum.not_a_part")),
        ({"quorum": {"numerator": 1, "denominator": 0}}, ("/quorum/numerator", "quorum.not_a_part")),
        ({"quorum": {"number": 0}}, ("/quorum/number", "quorum.too_small")),
        ({"notice_days": -1}, ("/notice_days", "committee.notice_out_of_range")),
        ({"notice_days": 91}, ("/notice_days", "committee.notice_out_of_range")),
        ({"voting_rule": "acclamation"}, ("/voting_rule", "committee.voting_rule_unknown")),
        ({"proxies_per_seat": -1}, ("/proxies_per_seat", "committee.proxies_negative")),
    ],
)
def test_rules_that_contradict_themselves_are_refused_by_field(rules, fault):
    with pytest.raises(Invalid) as at_founding:
        committee(**rules)
    standing = committee()
    with pytest.raises(Invalid) as at_change:
        standing.change_rules({**RULES, **rules})
    assert codes(at_founding) == codes(at_change) == [fault]
    assert standing.rules == committee().rules


@pytest.mark.parametrize("kind", ["federation", "company", "institution"])
def test_only_an_institute_has_a_committee(kind):
    other = Organisation("o1", kind, LocalText("Autre", "آخر"))
    with pytest.raises(Refused) as refused:
        Committee.founded("c1", other, {"name": {"fr": "C", "ar": "ل"}, **RULES}, at=NOW)
    assert refused.value.code == "committee.not_an_institute"


@pytest.mark.parametrize(
    ("rule", "mandates", "needed"),
    [
        (QuorumRule(1, 2), 4, 2),
        (QuorumRule(1, 2), 5, 3),
        (QuorumRule(2, 3), 6, 4),
        (QuorumRule(2, 3), 7, 5),
        (QuorumRule(1, 3), 3, 1),
        (QuorumRule(1, 1), 7, 7),
        (QuorumRule(1, 2), 0, 1),
        (QuorumRule(number=3), 9, 3),
        (QuorumRule(number=3), 2, 3),
    ],
)
def test_a_quorum_is_a_part_rounded_up_or_a_number(rule, mandates, needed):
    assert rule.needed(mandates) == needed


# seats


def test_a_seat_begins_vacant_and_is_occupied_by_a_mandate():
    one = seat("s1")
    assert (one.state, one.since, one.mandate_on(TODAY)) == ("vacant", TODAY, None)
    one.appoint(mandate(), today=TODAY)
    assert (one.state, one.mandate_on(TODAY).holder) == ("occupied", "Amal")


def test_a_mandate_counts_from_its_first_to_its_last_day():
    one = seat("s1", mandates=[mandate(from_on=TODAY + days(1), until_on=YEAR_END)])
    counted = {day: one.mandate_on(day) is not None for day in (TODAY, TODAY + days(1), YEAR_END, YEAR_END + days(1))}
    assert list(counted.values()) == [False, True, True, False]


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"from_on": YEAR_END, "until_on": TODAY}, [("/until_on", "mandate.ends_before_start")]),
        ({"from_on": TODAY - days(1), "until_on": TODAY + days(9)}, [("/from_on", "mandate.before_seat")]),
        ({"from_on": TODAY, "until_on": YEAR_END + days(1)}, [("/until_on", "mandate.outlives_seat")]),
        ({"from_on": YEAR_END + days(1)}, [("/from_on", "mandate.outlives_seat")]),
    ],
)
def test_a_mandate_stays_within_its_seat(facts, faults):
    one = seat("s1", until_on=YEAR_END)
    with pytest.raises(Invalid) as refused:
        one.appoint(mandate(**facts), today=TODAY)
    assert (codes(refused), one.mandates) == (faults, [])


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        (10, 20, ["/from_on", "/until_on"]),
        (5, 10, ["/until_on"]),
        (20, 25, ["/from_on"]),
        (12, 15, ["/from_on", "/until_on"]),
        (5, 25, ["/until_on"]),
        (5, None, ["/until_on"]),
        (15, None, ["/from_on"]),
    ],
)
def test_overlapping_mandates_are_refused_naming_the_fields(first, last, fields):
    one = seat("s1", mandates=[mandate("held", TODAY + days(10), TODAY + days(20))])
    until_on = TODAY + days(last) if last else None
    with pytest.raises(Invalid) as refused:
        one.appoint(mandate("new", TODAY + days(first), until_on), today=TODAY)
    assert codes(refused) == [(field, "mandate.overlaps") for field in fields]
    assert [held.id for held in one.mandates] == ["held"]


def test_an_open_mandate_leaves_no_room_after_it():
    one = held_seat("s1")
    with pytest.raises(Invalid) as refused:
        one.appoint(mandate("next", YEAR_END, YEAR_END), today=TODAY)
    assert codes(refused) == [("/from_on", "mandate.overlaps"), ("/until_on", "mandate.overlaps")]


@pytest.mark.parametrize(("first", "last"), [(0, 9), (21, 30), (21, None)])
def test_mandates_may_follow_each_other_day_by_day(first, last):
    one = seat("s1", mandates=[mandate("held", TODAY + days(10), TODAY + days(20))])
    one.appoint(mandate("next", TODAY + days(first), TODAY + days(last) if last else None), today=TODAY)
    assert len(one.mandates) == 2


def test_a_mandate_that_was_ended_makes_room_from_that_day():
    one = held_seat("s1")
    assert one.end_mandate("mandate-s1", None, today=TODAY + days(3)) is True
    assert (one.state, one.mandate_on(TODAY + days(3))) == ("vacant", None)
    one.appoint(mandate("next", TODAY + days(3)), today=TODAY + days(3))
    assert (one.state, one.mandate_on(TODAY + days(2)).id) == ("occupied", "mandate-s1")


def test_a_mandate_may_be_ended_for_a_later_day():
    one = held_seat("s1")
    assert one.end_mandate("mandate-s1", TODAY + days(5), today=TODAY) is False
    assert (one.state, one.next_review(TODAY)) == ("occupied", TODAY + days(5))


def refused_ends():
    over = seat("s1", mandates=[mandate("m1", TODAY, TODAY + days(2))])
    yield Invalid, "mandate.invalid", lambda: held_seat("s1").end_mandate("mandate-s1", TODAY, today=TODAY + days(1))
    yield Refused, "mandate.over", lambda: over.end_mandate("m1", None, today=TODAY + days(3))
    yield NotFound, "mandate.not_found", lambda: held_seat("s1").end_mandate("m0", None, today=TODAY)


def test_a_mandate_is_ended_once_and_not_in_the_past():
    for error, code, end in refused_ends():
        with pytest.raises(error) as refused:
            end()
        assert refused.value.code == code


def test_a_seat_that_ends_takes_its_mandates_with_it():
    running, future = mandate("m1", TODAY, TODAY + days(30)), mandate("m2", TODAY + days(31))
    one = seat("s1", mandates=[running, future])
    one.end(on=TODAY + days(10))
    assert (one.state, one.ended_on) == ("ended", TODAY + days(10))
    assert [held.last_day for held in one.mandates] == [TODAY + days(9)] * 2
    assert [one.mandate_on(TODAY + days(ahead)) is not None for ahead in (9, 10, 31)] == [True, False, False]


def test_a_seat_of_a_fixed_time_ends_by_itself():
    one = seat("s1", until_on=YEAR_END, mandates=[mandate()])
    assert one.next_review(TODAY) == YEAR_END + days(1)
    assert one.review(YEAR_END) is False
    assert one.review(YEAR_END + days(1)) is True
    assert (one.state, one.ended_on, one.mandates[0].last_day) == ("ended", YEAR_END + days(1), YEAR_END)


@pytest.mark.parametrize("step", ["appoint", "end"])
def test_an_ended_seat_takes_nobody_and_ends_once(step):
    one = seat("s1")
    one.end(on=TODAY)
    with pytest.raises(Refused) as refused:
        one.appoint(mandate(), today=TODAY) if step == "appoint" else one.end(on=TODAY)
    assert refused.value.code == "seat.ended"


def test_a_seat_does_not_end_before_it_begins():
    with pytest.raises(Invalid) as refused:
        seat("s1", until_on=TODAY - days(1))
    assert codes(refused) == [("/until_on", "seat.ends_before_start")]


def test_a_seat_that_an_agreement_grants_ends_with_the_agreement_only():
    with pytest.raises(Refused) as refused:
        granted().require_founded()
    assert (refused.value.code, refused.value.facts["agreement_id"]) == ("seat.follows_agreement", "a1")
    seat("s1").require_founded()


def test_a_seat_granted_for_later_does_not_stand_yet():
    one = granted(from_on=TODAY + days(7))
    assert [one.stands_on(TODAY + days(ahead)) for ahead in (0, 6, 7)] == [False, False, True]


# vacancy


def test_a_vacancy_is_noticed_once_on_the_day_after_the_last():
    one = seat("s1", mandates=[mandate(until_on=TODAY + days(4))])
    assert one.next_review(TODAY) == TODAY + days(5)
    assert [one.review(TODAY + days(ahead)) for ahead in (4, 5, 5, 6)] == [False, True, False, False]
    assert (one.state, one.since) == ("vacant", TODAY + days(5))


def test_a_successor_in_time_leaves_no_vacancy():
    one = seat("s1", mandates=[mandate("m1", TODAY, TODAY + days(4)), mandate("m2", TODAY + days(5))])
    assert one.review(TODAY + days(5)) is False
    assert (one.state, one.next_review(TODAY + days(5))) == ("occupied", None)


def test_a_mandate_of_tomorrow_fills_the_seat_tomorrow():
    one = seat("s1", mandates=[mandate(from_on=TODAY + days(1))])
    assert (one.state, one.next_review(TODAY)) == ("vacant", TODAY + days(1))
    assert one.review(TODAY + days(1)) is False
    assert one.state == "occupied"


def test_a_mandate_ends_at_midnight_in_casablanca():
    assert start_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


# a person's rights


def test_a_forgotten_holder_leaves_the_seat_and_no_name():
    one = seat("s1", mandates=[mandate(holder_person_id="p1", deputy_person_id="p2")])
    assert one.forget("p1", TODAY + days(2)) is True
    left = one.mandates[0]
    assert (left.holder, left.holder_person_id, left.deputy) == (None, None, "Driss")
    assert (one.state, left.last_day) == ("vacant", TODAY + days(1))


def test_a_forgotten_deputy_leaves_the_mandate():
    one = seat("s1", mandates=[mandate(holder_person_id="p1", deputy_person_id="p2")])
    assert one.forget("p2", TODAY) is False
    left = one.mandates[0]
    assert (left.holder, left.deputy, left.deputy_person_id, one.state) == ("Amal", None, None, "occupied")


def test_a_mandate_that_is_over_keeps_its_days_when_its_holder_is_forgotten():
    one = seat("s1", mandates=[mandate(until_on=TODAY + days(2), holder_person_id="p1")])
    one.review(TODAY + days(3))
    assert one.forget("p1", TODAY + days(9)) is False
    assert (one.mandates[0].holder, one.mandates[0].last_day) == (None, TODAY + days(2))


def test_what_is_told_about_a_seat_names_nobody():
    one = seat("s1", mandates=[mandate(holder_person_id="p1")])
    assert "Amal" not in str(one.facts())
    assert "Amal" in str(one.details())


def test_a_person_learns_of_their_own_part_only():
    told = mandate(holder_person_id="p1", deputy_person_id="p2").facts_about("p2")
    assert (told["as"], told["name"]) == ("deputy", "Driss")
    assert "Amal" not in str(told)
