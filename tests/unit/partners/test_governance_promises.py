"""Whatever is called in whatever order: no expired mandate counts, no vote is given twice, no recused vote counts."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.domain.governance import Mandate
from tests.unit.partners.committee_making import (
    MEETING_AT,
    MEETING_DAY,
    TODAY,
    decision,
    held_seat,
    item,
    meeting,
    present,
    seat,
    votes,
)

IDS = ("s1", "s2", "s3", "s4", "s5")
COMPANIES = ("sotherma", "norgrains", "floquet")
OFFSETS = st.integers(-40, 40)
seat_ids = st.sampled_from(IDS)


def around(offset):
    return MEETING_DAY + timedelta(days=offset)


@st.composite
def mandates(draw):
    first, length = draw(OFFSETS), draw(st.none() | st.integers(0, 60))
    facts = {
        "holder": "Amal",
        "deputy": "Driss",
        "from_on": around(first).isoformat(),
        "until_on": None if length is None else around(first + length).isoformat(),
    }
    return Mandate.given(f"m{draw(st.integers(0, 10**9))}", facts)


@st.composite
def seats_with_pasts(draw):
    """A seat with mandates tried in any order, some ended or the seat itself ended before or after the meeting."""
    one = seat(draw(seat_ids), voting=draw(st.booleans()), until_on=draw(st.none() | OFFSETS.map(around)))
    for given_mandate in draw(st.lists(mandates(), max_size=4)):
        with suppress(Invalid, Refused):
            one.appoint(given_mandate, today=TODAY)
    for held in one.mandates:
        if draw(st.booleans()):
            with suppress(Refused, Invalid):
                one.end_mandate(held.id, around(draw(OFFSETS)), today=TODAY)
    if draw(st.booleans()):
        with suppress(Refused):
            one.end(around(draw(OFFSETS)))
    return one


seats_of_a_committee = st.lists(seats_with_pasts(), max_size=5, unique_by=lambda one: one.id)


def is_valid(one, day):
    """The rule once more, spelled from the days alone."""
    return _runs(one, day) and any(_runs(held, day) for held in one.mandates)


def _runs(what, day):
    begun = what.from_on <= day
    over = (what.until_on and day > what.until_on) or (what.ended_on and day >= what.ended_on)
    return begun and not over


@given(seats_of_a_committee)
def test_the_quorum_never_counts_a_mandate_that_is_over_or_has_not_begun(seats):
    called = meeting()
    called.attendance = {one.id: "holder" for one in seats}  # written down before mandates ended
    called.open(seats, at=MEETING_AT)
    valid = [one for one in seats if one.voting and is_valid(one, MEETING_DAY)]
    assert called.quorum.mandates == called.quorum.present == len(valid)
    assert {entry.seat_id for entry in called.roll.entries if entry.voting} == {one.id for one in valid}


@given(seats_of_a_committee)
def test_a_seat_never_has_two_mandates_on_a_day_nor_one_that_outlives_it(seats):
    for one in seats:
        for offset in range(-41, 102):
            day = around(offset)
            covering = [held for held in one.mandates if held.covers(day)]
            assert len(covering) <= 1
            if one.state == "ended":
                assert not covering or day < one.ended_on


gifts = st.tuples(st.just("give"), seat_ids, seat_ids)
moves = st.lists(
    gifts
    | gifts
    | st.tuples(st.just("withdraw"), seat_ids, seat_ids)
    | st.tuples(st.just("attend"), st.sets(seat_ids, max_size=2).map(sorted), seat_ids),
    min_size=4,
    max_size=12,
)


def make(move, called, seats):
    kind, first, second = move
    if kind == "give":
        called.give_proxy(first, second, seats)
    elif kind == "withdraw":
        called.withdraw_proxy(first, seats)
    else:
        called.record_attendance(present(*first), seats, at=MEETING_AT)


@given(moves, st.integers(0, 3), st.sets(seat_ids, max_size=1))
def test_no_vote_is_represented_twice_passed_on_or_beyond_the_limit(played, most, observers):
    seats = [held_seat(one, voting=one not in observers) for one in IDS]
    called = meeting(proxies_per_seat=most)
    for move in played:
        before = dict(called.proxies)
        with suppress(Invalid, Refused, NotFound):
            make(move, called, seats)
        assert all(called.proxies.get(giver) in (None, carrier) for giver, carrier in before.items())
        carried = Counter(called.proxies.values())
        assert all(count <= most for count in carried.values())
        assert not set(called.proxies) & (set(carried) | set(called.attendance) | observers)
        assert not set(carried) & observers
    called.open(seats, at=MEETING_AT)
    votes_there = [entry for entry in called.roll.entries if entry.has_a_vote]
    assert len({entry.seat_id for entry in votes_there}) == len(votes_there) == called.quorum.present
    assert all((entry.attends is None) != (entry.through is None) for entry in votes_there)
    assert called.quorum.present <= called.quorum.mandates


@given(
    owners=st.lists(st.sampled_from(COMPANIES), min_size=5, max_size=5),
    there=st.sets(seat_ids, min_size=1, max_size=3),
    proxies=st.dictionaries(seat_ids, seat_ids, min_size=2),
    concerns=st.sets(st.sampled_from(COMPANIES), max_size=2),
)
def test_a_recused_vote_never_counts(owners, there, proxies, concerns):
    seats = [held_seat(one, owner) for one, owner in zip(IDS, owners, strict=True)]
    free = {one for one, owner in zip(IDS, owners, strict=True) if owner not in concerns}
    session = _session(seats, there, proxies, concerns)
    carried = {giver: carrier for giver, carrier in session.proxies.items() if carrier in there}
    allowed = (there & free) | {giver for giver, carrier in carried.items() if {giver, carrier} <= free}
    for kept_out in set(IDS) - allowed:
        _refused(session, allowed | {kept_out})
    for missing in allowed:
        _refused(session, allowed - {missing})
    if allowed:
        assert session.decide("d1", decision(ballots=_in_favour(allowed)), at=MEETING_AT).votes.total == len(allowed)
    else:
        _refused(session, allowed)


def _refused(session, voters):
    with pytest.raises((Invalid, Refused)):
        session.decide("d1", decision(ballots=_in_favour(voters)), at=MEETING_AT)
    assert session.agenda[0].decision_id is None


def _in_favour(voters):
    return [{"seat_id": voter, "vote": "in_favour"} for voter in sorted(voters)]


@given(
    owners=st.lists(st.sampled_from(COMPANIES), min_size=5, max_size=5),
    there=st.sets(seat_ids, min_size=1),
    concerns=st.sets(st.sampled_from(COMPANIES)),
    counted=st.integers(0, 6),
)
def test_a_count_is_taken_only_when_it_leaves_out_the_recused(owners, there, concerns, counted):
    seats = [held_seat(one, owner) for one, owner in zip(IDS, owners, strict=True)]
    session = _session(seats, there, {}, concerns)
    may_vote = sum(owner not in concerns for one, owner in zip(IDS, owners, strict=True) if one in there)
    with suppress(Invalid, Refused):
        session.decide("d1", decision(votes=votes(counted)), at=MEETING_AT)
    assert (session.agenda[0].decision_id is not None) == (counted == may_vote > 0)


def _session(seats, there, proxies, concerns):
    called = meeting(item(concerns=tuple(concerns)), quorum={"number": 1}, proxies_per_seat=2)
    called.record_attendance(present(*sorted(there)), seats, at=MEETING_AT)
    for giver, carrier in proxies.items():
        with suppress(Invalid, Refused):
            called.give_proxy(giver, carrier, seats)
    called.open(seats, at=MEETING_AT)
    return called
