"""A meeting is called in time, and decides only while enough valid mandates are present or represented."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.domain.governance import Minutes
from tests.unit.partners.committee_making import (
    MEETING_AT,
    MEETING_DAY,
    NOW,
    codes,
    days,
    decision,
    held_seat,
    held_seats,
    in_session,
    item,
    mandate,
    meeting,
    present,
    seat,
    votes,
)

SEATS = ("s1", "s2", "s3", "s4")


def quorum(one):
    return (one.quorum.mandates, one.quorum.needed, one.quorum.present)


# notice


@pytest.mark.parametrize(("before", "notice_days"), [(15, 15), (16, 15), (0, 0), (30, 30)])
def test_a_meeting_is_called_with_the_notice_of_the_committee(before, notice_days):
    called = meeting(at=MEETING_AT - days(before) - days(0.1), notice_days=notice_days)
    assert (called.state, called.day) == ("called", MEETING_DAY)


@pytest.mark.parametrize(("before", "notice_days"), [(14, 15), (0, 1), (-1, 0), (29, 30)])
def test_a_meeting_called_too_late_is_refused_with_the_earliest_day(before, notice_days):
    with pytest.raises(Refused) as refused:
        meeting(at=MEETING_AT - days(before), notice_days=notice_days)
    earliest = (MEETING_AT - days(before) + days(notice_days)).date().isoformat()
    assert (refused.value.code, refused.value.facts["earliest"]) == ("meeting.notice_too_short", earliest)


def test_notice_is_counted_in_days_of_casablanca():
    just_after_midnight = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    with pytest.raises(Refused):
        meeting(at=just_after_midnight)
    assert meeting(at=just_after_midnight - days(0.1)).state == "called"


# attendance


@pytest.mark.parametrize(
    ("there", "fault"),
    [
        (present("unknown"), ("/present/0/seat_id", "attendance.no_mandate")),
        (present("s1", "vacant"), ("/present/1/seat_id", "attendance.no_mandate")),
        (present("expired"), ("/present/0/seat_id", "attendance.no_mandate")),
        (present("future"), ("/present/0/seat_id", "attendance.no_mandate")),
        (present("alone", attends="deputy"), ("/present/0/attends", "attendance.no_deputy")),
        (present("s1", "s1"), ("/present/1/seat_id", "attendance.repeated")),
    ],
)
def test_only_a_valid_mandate_attends_and_once(there, fault):
    seats = [
        held_seat("s1"),
        seat("vacant"),
        seat("expired", mandates=[mandate(until_on=MEETING_DAY - days(1))]),
        seat("future", mandates=[mandate(from_on=MEETING_DAY + days(1))]),
        seat("alone", mandates=[mandate(deputy=None)]),
    ]
    called = meeting()
    with pytest.raises(Invalid) as refused:
        called.record_attendance(there, seats, at=MEETING_AT)
    assert (codes(refused), called.attendance) == ([fault], {})


def test_a_deputy_attends_for_the_holder():
    called = meeting()
    called.record_attendance(present("s1", attends="deputy"), held_seats("s1"), at=MEETING_AT)
    called.open(held_seats("s1"), at=MEETING_AT)
    assert [(entry.seat_id, entry.attends) for entry in called.roll.entries] == [("s1", "deputy")]


# quorum


@pytest.mark.parametrize(
    ("there", "state"), [(["s1", "s2"], "in_session"), (["s1"], "without_quorum"), ([], "without_quorum")]
)
def test_a_meeting_opens_in_session_or_is_over_for_want_of_a_quorum(there, state):
    opened = in_session(held_seats(*SEATS), *there)
    assert (opened.state, quorum(opened)) == (state, (4, 2, len(there)))


def test_a_seat_without_a_vote_does_not_count_for_the_quorum():
    seats = [*held_seats("s1", "s2", "s3"), held_seat("observer", voting=False)]
    opened = in_session(seats, "s1", "observer")
    assert (opened.state, quorum(opened)) == ("without_quorum", (3, 2, 1))


def test_mandates_are_those_of_the_day_of_the_meeting():
    ends, begins = mandate("m1", until_on=MEETING_DAY - days(1)), mandate("m2", from_on=MEETING_DAY)
    seats = [*held_seats("s1"), seat("s2", mandates=[ends]), seat("s3", mandates=[begins]), seat("s4")]
    assert quorum(in_session(seats, "s1", "s3")) == (2, 1, 2)


def test_a_mandate_ended_between_the_list_and_the_roll_does_not_count():
    seats = held_seats("s1", "s2")
    called = meeting(quorum={"number": 2})
    called.record_attendance(present("s1", "s2"), seats, at=MEETING_AT)
    seats[1].end_mandate("mandate-s2", None, today=MEETING_DAY)
    called.open(seats, at=MEETING_AT)
    assert (called.state, quorum(called)) == ("without_quorum", (1, 2, 1))


def test_who_leaves_takes_the_quorum_along_and_brings_it_back():
    seats = held_seats(*SEATS)
    session = in_session(seats, "s1", "s2")
    session.record_attendance(present("s1"), seats, at=MEETING_AT)
    with pytest.raises(Refused) as refused:
        session.decide("d1", decision(votes=votes(1)), at=MEETING_AT)
    assert (refused.value.code, refused.value.facts["missing"]) == ("meeting.quorum_lost", ["quorum"])
    session.record_attendance(present("s1", "s3"), seats, at=MEETING_AT)
    assert session.decide("d1", decision(votes=votes(2)), at=MEETING_AT).outcome == "adopted"


def test_a_mandate_that_ends_in_the_middle_of_a_session_votes_no_more():
    seats = held_seats("s1", "s2", "s3")
    session = in_session(seats, "s1", "s2", "s3", agenda=[item(), item("i2")])
    session.decide("d1", decision(votes=votes(3)), at=MEETING_AT)
    seats[2].end(on=MEETING_DAY)
    session.call_roll_again(seats)
    assert quorum(session) == (2, 1, 2)
    assert session.decide("d2", decision("i2", votes=votes(2)), at=MEETING_AT).votes.total == 2


# proxies


def test_a_proxy_counts_while_its_carrier_is_there():
    seats = held_seats(*SEATS)
    assert quorum(in_session(seats, "s1", proxies=[("s2", "s1")])) == (4, 2, 2)
    assert quorum(in_session(seats, "s3", proxies=[("s2", "s1")])) == (4, 2, 1)


def test_who_comes_after_all_votes_in_person():
    session = in_session(held_seats(*SEATS), "s1", "s2", proxies=[("s2", "s1")])
    assert (session.proxies, quorum(session)) == ({}, (4, 2, 2))


def test_a_proxy_may_be_withdrawn_and_given_to_another():
    seats, called = held_seats(*SEATS), meeting()
    called.give_proxy("s2", "s1", seats)
    called.withdraw_proxy("s2", seats)
    called.give_proxy("s2", "s3", seats)
    assert called.proxies == {"s2": "s3"}


def test_who_leaves_may_give_a_proxy():
    seats = held_seats(*SEATS)
    session = in_session(seats, "s1", "s2")
    session.record_attendance(present("s1"), seats, at=MEETING_AT)
    session.give_proxy("s2", "s1", seats)
    assert quorum(session) == (4, 2, 2)
    session.withdraw_proxy("s2", seats)
    assert quorum(session) == (4, 2, 1)


REFUSED_PROXIES = [
    ("s1", "s1", Invalid, "proxy.invalid"),
    ("vacant", "s1", Invalid, "proxy.invalid"),
    ("s1", "vacant", Invalid, "proxy.invalid"),
    ("observer", "s1", Invalid, "proxy.invalid"),
    ("s1", "observer", Invalid, "proxy.invalid"),
    ("s1", "unknown", Invalid, "proxy.invalid"),
    ("giver", "s1", Refused, "proxy.already_given"),
    ("there", "s1", Refused, "proxy.giver_present"),
    ("carrier", "s1", Refused, "proxy.passed_on"),
    ("s1", "giver", Refused, "proxy.passed_on"),
    ("s1", "carrier", Refused, "proxy.too_many"),
]


@pytest.mark.parametrize(("giver", "carrier", "error", "code"), REFUSED_PROXIES)
def test_a_proxy_is_given_once_to_another_valid_voting_seat_within_the_limit(giver, carrier, error, code):
    seats = [*held_seats("s1", "giver", "carrier", "there"), seat("vacant"), held_seat("observer", voting=False)]
    called = meeting()
    called.give_proxy("giver", "carrier", seats)
    called.record_attendance(present("there"), seats, at=MEETING_AT)
    with pytest.raises(error) as refused:
        called.give_proxy(giver, carrier, seats)
    assert (refused.value.code, called.proxies) == (code, {"giver": "carrier"})


def test_the_fields_of_an_impossible_proxy_are_named():
    with pytest.raises(Invalid) as refused:
        meeting().give_proxy("vacant", "vacant", [seat("vacant")])
    assert codes(refused) == [
        ("/seat_id", "proxy.no_vote"),
        ("/to_seat_id", "proxy.no_vote"),
        ("/to_seat_id", "proxy.to_itself"),
    ]


@pytest.mark.parametrize(("most", "given"), [(0, 0), (1, 1), (2, 2)])
def test_a_committee_says_how_many_proxies_a_seat_carries(most, given):
    seats, called = held_seats(*SEATS), meeting(proxies_per_seat=most)
    for giver in SEATS[1 : 1 + given]:
        called.give_proxy(giver, "s1", seats)
    with pytest.raises(Refused) as refused:
        called.give_proxy("s4", "s1", seats)
    assert (refused.value.code, len(called.proxies)) == ("proxy.too_many", given)


def test_a_proxy_nobody_gave_is_not_withdrawn():
    with pytest.raises(NotFound):
        meeting().withdraw_proxy("s1", held_seats("s1"))


# every step in every state

STATES = ("called", "in_session", "held", "without_quorum", "cancelled")
STEPS = {
    "open": ({"called"}, lambda one, seats: one.open(seats, at=MEETING_AT)),
    "cancel": ({"called"}, lambda one, _: one.cancel("reporté", at=NOW)),
    "decide": ({"in_session"}, lambda one, _: one.decide("d1", decision(votes=votes(3)), at=MEETING_AT)),
    "close": ({"in_session"}, lambda one, _: one.close(at=MEETING_AT)),
    "attend": (
        {"called", "in_session"},
        lambda one, seats: one.record_attendance(present("s1", "s2"), seats, at=MEETING_AT),
    ),
    "give a proxy": ({"called", "in_session"}, lambda one, seats: one.give_proxy("s3", "s1", seats)),
    "withdraw a proxy": ({"called", "in_session"}, lambda one, seats: one.withdraw_proxy("s4", seats)),
    "write minutes": ({"in_session", "held", "without_quorum"}, lambda one, _: one.require_opened()),
}
CODES = {
    "open": {"meeting.not_awaited"},
    "cancel": {"meeting.not_awaited"},
    "decide": {"meeting.not_in_session", "meeting.without_quorum"},
    "close": {"meeting.not_in_session"},
    "attend": {"meeting.over"},
    "give a proxy": {"meeting.over"},
    "withdraw a proxy": {"meeting.over"},
    "write minutes": {"meeting.not_opened"},
}


def meeting_in(state, seats):
    """A meeting in this state, for which s4 has given its vote to s2."""
    proxies = [("s4", "s2")]
    if state in ("in_session", "held"):
        one = in_session(seats, "s1", "s2", proxies=proxies)
    elif state == "without_quorum":
        one = in_session(seats, proxies=proxies)
    else:
        one = meeting()
        one.give_proxy("s4", "s2", seats)
    if state == "held":
        one.close(at=MEETING_AT)
    if state == "cancelled":
        one.cancel("reporté", at=NOW)
    return one


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_in_its_states_and_refused_in_all_others(step, state):
    seats = held_seats(*SEATS)
    one = meeting_in(state, seats)
    assert one.state == state
    allowed, take = STEPS[step]
    if state in allowed:
        take(one, seats)
        assert one.state in STATES
    else:
        before = one.details()
        with pytest.raises(Refused) as refused:
            take(one, seats)
        assert refused.value.code in CODES[step]
        assert one.details() == before


def test_without_a_quorum_nothing_is_decided():
    with pytest.raises(Refused) as refused:
        in_session(held_seats(*SEATS), "s1").decide("d1", decision(votes=votes(1)), at=MEETING_AT)
    assert (refused.value.code, refused.value.facts["missing"]) == ("meeting.without_quorum", ["quorum"])


@pytest.mark.parametrize(
    "early",
    [
        lambda one, eve: one.open(held_seats("s1"), at=eve),
        lambda one, eve: one.record_attendance(present("s1"), held_seats("s1"), at=eve),
    ],
)
def test_nobody_attends_or_opens_a_meeting_before_its_day(early):
    with pytest.raises(Refused) as refused:
        early(meeting(), MEETING_AT - days(1))
    assert refused.value.code == "meeting.not_yet"


def test_a_meeting_keeps_the_rules_it_was_called_under():
    assert in_session(held_seats(*SEATS), "s1", quorum={"number": 1}).state == "in_session"


def test_what_is_told_about_a_meeting_does_not_say_who_was_there():
    told = in_session(held_seats(*SEATS), "s1", "s2").facts()
    assert not {"present", "proxies", "roll"} & set(told)


# minutes


def written(text="Premier projet"):
    minutes = Minutes("meeting-1")
    minutes.write(text, None, at=MEETING_AT)
    return minutes


def approved():
    minutes = written()
    minutes.approve(minutes.draft.digest, at=MEETING_AT)
    return minutes


def test_a_draft_is_written_anew_and_stays_one_version():
    minutes = written()
    minutes.write("Deuxième projet", None, at=MEETING_AT)
    assert [(one.number, one.text) for one in minutes.versions] == [(1, "Deuxième projet")]


def test_approved_minutes_stay_and_a_correction_is_another_version():
    minutes = approved()
    before = minutes.versions[0]
    minutes.write("Corrigé", "Un nom manquait", at=MEETING_AT + days(1))
    minutes.write("Mieux corrigé", "Un nom manquait", at=MEETING_AT + days(1))
    assert minutes.versions[0] == before
    assert [(one.number, one.text) for one in minutes.versions[1:]] == [(2, "Mieux corrigé")]
    minutes.approve(minutes.draft.digest, at=MEETING_AT + days(2))
    assert [one.approved_at is not None for one in minutes.versions] == [True, True]


def test_a_correction_needs_its_reason():
    minutes = approved()
    with pytest.raises(Invalid) as refused:
        minutes.write("Corrigé", None, at=MEETING_AT)
    assert (codes(refused), len(minutes.versions)) == ([("/reason", "minutes.reason_missing")], 1)


@pytest.mark.parametrize(
    ("minutes", "digest", "code"),
    [
        (Minutes("meeting-1"), "", "minutes.no_draft"),
        (approved(), approved().versions[0].digest, "minutes.no_draft"),
        (written("Autre texte"), written().draft.digest, "minutes.another_text"),
    ],
)
def test_only_the_draft_that_was_read_is_approved(minutes, digest, code):
    with pytest.raises(Refused) as refused:
        minutes.approve(digest, at=MEETING_AT)
    assert refused.value.code == code
