"""Offers that name hours, recruiters or tables keep to them, and the others are planned as if nothing was said."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain import ClockHours, Forum, SlotGrid, Table, Weights, plan
from services.matching.domain.desks import can_be_received, desks_of
from services.matching.domain.limits import Kept
from services.matching.domain.replanning import Booked
from services.matching.solver.live import Change, replanned
from tests.unit.matching.making import offer, profile

SLOTS = 6


def tables(count, organisation="g1"):
    return tuple(Table(f"{organisation}/{number}", f"{organisation}-{number}") for number in range(1, count + 1))


def wanted(offer_id, organisation="g1", **said):
    return offer((f"skill-{offer_id}", 2), id=offer_id, organisation_id=organisation, headcount=9, **said)


def forum(offers, own, candidates=12, open_slots=None):
    """Each candidate fits one of the offers best, in turn."""
    sought = [offers[number % len(offers)].required[0].code for number in range(candidates)]
    everyone = {f"c{number}": profile((code, 2)) for number, code in enumerate(sought)}
    return Forum(everyone, tuple(offers), own, SLOTS, 3, Weights(), open_slots=open_slots or {})


def at_once(meetings, offer_id):
    counted = Counter(one.slot for one in meetings if one.offer.id == offer_id)
    return max(counted.values(), default=0)


def test_an_offer_is_interviewed_for_in_its_hours_only():
    made = plan(forum([wanted("o1", hours=ClockHours("09:00", "09:30"))], {"g1": tables(2)}, open_slots={"o1": (1, 2)}))
    assert {one.slot for one in made.meetings} == {1, 2}
    assert made.figures.interviews == made.figures.bound == made.figures.places == 4
    assert {one.table.id for one in made.meetings} == {"g1/1", "g1/2"}


@pytest.mark.parametrize("said", [{"recruiters": 2}, {"tables": 2}, {"recruiter_codes": ("r1", "r2")}])
def test_an_offer_never_has_more_interviews_at_once_than_it_has_recruiters_and_tables(said):
    made = plan(forum([wanted("o1", **said)], {"g1": tables(3)}, candidates=30))
    assert at_once(made.meetings, "o1") == 2
    assert made.figures.interviews == 2 * SLOTS


RECRUITERS = ("r1", "r2", "r3")


@given(st.lists(st.sets(st.sampled_from(RECRUITERS)), max_size=5))
def test_meetings_can_be_received_at_once_when_each_can_have_a_recruiter_of_its_own(named):
    meetings = [wanted(f"o{place}", recruiter_codes=tuple(sorted(codes))) for place, codes in enumerate(named)]
    choosing = [codes for codes in named if codes]
    possible = any(len(set(chosen)) == len(choosing) for chosen in product(*choosing))
    assert can_be_received(meetings) == possible


def test_one_offer_has_no_more_at_once_than_it_says_and_others_are_not_counted():
    counted, free = wanted("o1", recruiters=2), wanted("o2")
    assert can_be_received([counted, counted, free, free, free])
    assert not can_be_received([counted, counted, counted])
    assert not can_be_received([wanted("o3", tables=1)] * 2)


def test_who_says_nothing_is_planned_as_ever():
    quiet = forum([wanted("o1"), wanted("o2", "g2")], {"g1": tables(2), "g2": tables(1, "g2")})
    desks = desks_of(quiet.offers, quiet.tables, SLOTS, {})
    assert [(desk.organisation, desk.tables, desk.closed) for desk in desks.all] == [
        ("g1", tables(2), {}), ("g2", tables(1, "g2"), {}),
    ]  # fmt: skip


def test_an_offer_whose_hours_are_none_of_the_day_leaves_its_candidates_to_another():
    offers = [wanted("o1", hours=ClockHours("20:00", "21:00")), wanted("o2")]
    offers[1].required = offers[0].required
    made = plan(forum(offers, {"g1": tables(1)}, open_slots={"o1": ()}))
    assert {one.offer.id for one in made.meetings} == {"o2"}
    assert made.figures.interviews == SLOTS


def test_hours_are_those_of_moroccan_clocks():
    grid = SlotGrid(datetime(2026, 5, 4, 8, tzinfo=UTC), 30, 8)  # from 09:00 there
    assert grid.within(ClockHours("09:30", "11:00")) == (1, 2, 3)
    assert grid.within(ClockHours("09:15", "10:15")) == (1,)


says = st.fixed_dictionaries(
    {},
    optional={
        "recruiters": st.integers(1, 3),
        "tables": st.integers(1, 3),
        "recruiter_codes": st.lists(st.sampled_from(["r1", "r2", "r3"]), unique=True).map(tuple),
    },
)
open_in = st.none() | st.lists(st.integers(0, SLOTS - 1), unique=True).map(lambda slots: tuple(sorted(slots)))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(says, open_in), min_size=1, max_size=4), st.integers(1, 4))
def test_desks_keep_all_that_was_said_and_no_recruiter_is_in_two_places(said, count):
    offers, open_slots = [], {}
    for number, (own, slots) in enumerate(said):
        hours = None if slots is None else ClockHours("09:00", "12:00")
        named = {"recruiters": len(own["recruiter_codes"])} if own.get("recruiter_codes") else {}
        offers.append(wanted(f"o{number}", hours=hours, **{**own, **named}))
        if slots is not None:
            open_slots[f"o{number}"] = slots
    made = plan(forum(offers, {"g1": tables(count)}, open_slots=open_slots))
    assert len({(one.table.id, one.slot) for one in made.meetings}) == len(made.meetings)
    assert len({(one.candidate_id, one.slot) for one in made.meetings}) == len(made.meetings)
    for one in offers:
        assert {each.slot for each in made.meetings if each.offer.id == one.id} <= set(
            open_slots.get(one.id, range(SLOTS))
        )
        if one.most_at_once:
            assert at_once(made.meetings, one.id) <= one.most_at_once
    for slot in range(SLOTS):
        here = [one.offer for one in made.meetings if one.slot == slot]
        assert _can_be_received(here), "some recruiter would be in two places"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(says, open_in), min_size=1, max_size=4), st.integers(1, 4), st.data())
def test_no_pin_puts_a_recruiter_in_two_places_and_those_that_can_all_hold_do(said, count, data):
    """They may have come to contradict each other, or what an offer says, since they were set."""
    hours = ClockHours("09:00", "12:00")
    offers = [
        wanted(f"o{number}", hours=None if slots is None else hours, **own) for number, (own, slots) in enumerate(said)
    ]
    open_slots = {f"o{number}": slots for number, (_, slots) in enumerate(said) if slots is not None}
    pinned = st.tuples(st.sampled_from(offers), st.integers(0, 1))
    kept = [
        Kept(f"c{number}", one.id, slot) for number, (one, slot) in enumerate(data.draw(st.lists(pinned, max_size=5)))
    ]
    hall = replace(forum(offers, {"g1": tables(count)}, open_slots=open_slots), kept=tuple(kept))
    meetings = plan(hall).meetings
    for slot in range(SLOTS):
        assert can_be_received([one.offer for one in meetings if one.slot == slot])
    assert all(one.slot in open_slots.get(one.offer.id, range(SLOTS)) for one in meetings)
    by_id = {one.id: one for one in offers}
    at = {slot: [by_id[one.offer_id] for one in kept if one.slot == slot] for slot in (0, 1)}
    if all(
        can_be_received(here) and len(here) <= count and all(slot in open_slots.get(one.id, (slot,)) for one in here)
        for slot, here in at.items()
    ):
        held = {(one.candidate_id, one.offer.id, one.slot) for one in meetings}
        assert {(one.candidate_id, one.offer_id, one.slot) for one in kept} <= held


def standing(number, offer_id, slot, table, **said):
    return Booked(f"i{number}", f"c{number}", "g1", offer_id, 0.5, slot, table, **said)


def mended(offers, booked, kept=(), count=2):
    hall = replace(forum(offers, {"g1": tables(count)}), kept=tuple(kept), near=tuple((slot,) for slot in range(SLOTS)))
    return replanned(hall, Change(tuple(booked), frozenset(), {}))


SHARED = [wanted("o1", recruiter_codes=("r1",)), wanted("o2", recruiter_codes=("r1",)), wanted("o3")]


@pytest.mark.parametrize("offer_id", ["o1", "o2"])
def test_whoever_holds_the_recruiter_of_a_pin_gives_way_at_this_desk_or_another(offer_id):
    outcome = mended(SHARED, [standing(1, offer_id, 0, "g1/1")], [Kept("c0", "o1", 0)])
    assert [(one.meeting.candidate_id, one.slot) for one in outcome.new] == [("c0", 0)]
    (moved,) = outcome.moved
    assert (moved.meeting.id, moved.slot > 0) == ("i1", True)


def test_a_pin_has_the_table_of_another_desk_where_none_is_left():
    outcome = mended(SHARED, [standing(1, "o3", 0, "g1/1")], [Kept("c0", "o1", 0)], count=1)
    assert [(one.meeting.candidate_id, one.slot) for one in outcome.new] == [("c0", 0)]
    assert [one.meeting.id for one in outcome.moved] == ["i1"]


def test_a_pin_for_a_recruiter_whose_meeting_has_begun_does_not_hold_there():
    outcome = mended(SHARED, [standing(1, "o2", 0, "g1/1", stays=True)], [Kept("c0", "o1", 0)])
    assert [one.slot > 0 for one in outcome.new] == [True]
    assert outcome.moved == ()


def test_of_two_that_have_come_to_share_a_recruiter_one_moves_and_what_has_begun_stays():
    outcome = mended(SHARED, [standing(1, "o1", 0, "g1/1"), standing(2, "o2", 0, "g1/2", stays=True)])
    assert [one.meeting.id for one in outcome.moved] == ["i1"]
    assert outcome.moved[0].slot > 0


CODES = ("r1", "r2", "r3")
named = st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(named, st.booleans()), min_size=2, max_size=4), st.integers(2, 4), st.data())
def test_no_recruiter_is_in_two_places_once_offers_have_changed_and_a_timetable_is_mended(said, count, data):
    """Some offers are filled, others opened meanwhile: what stands is received where it is, by who was there."""
    offers = [
        wanted(f"o{number}", recruiter_codes=codes, recruiters=len(codes) or None)
        for number, (codes, _) in enumerate(said)
    ]
    before = [one for one, (_, is_new) in zip(offers, said, strict=True) if not is_new] or offers[:1]
    made = plan(forum(before, {"g1": tables(count)}, candidates=data.draw(st.integers(0, 12))))
    booked = tuple(
        Booked(f"i{number}", one.candidate_id, "g1", one.offer.id, one.score, one.slot, one.table.id)
        for number, one in enumerate(made.meetings)
    )
    filled = {one.id for one in before if data.draw(st.booleans())}
    now = forum([one for one in offers if one.id not in filled] or [wanted("o9")], {"g1": tables(count)}, candidates=30)
    leaving = {one.id: "forbidden" for one in booked if data.draw(st.booleans())}
    change = Change(
        booked, frozenset(), leaving, arrived=frozenset(now.candidates), freed=frozenset({"g1"}),
        over=tuple(one for one in offers if one.id in filled),
    )  # fmt: skip
    outcome = replanned(replace(now, near=tuple((slot,) for slot in range(SLOTS))), change)
    assert not [one for one, reason in outcome.cancelled if reason == "no_table"]
    assert not outcome.moved
    held = [(one.offer_id, one.slot, one.table_id) for one in booked if one.id not in leaving]
    held += [(one.meeting.offer_id, one.slot, one.table.id) for one in outcome.new]
    assert len({(table, slot) for _, slot, table in held}) == len(held)
    by_id = {one.id: one for one in (*offers, *now.offers)}
    for slot in range(SLOTS):
        here = [by_id[offer_id] for offer_id, at, _ in held if at == slot]
        assert _can_be_received(here), "some recruiter would be in two places"


def _can_be_received(offers):
    """Whether each of these meetings that needs a named recruiter can have one of its own: tried out, all ways."""
    needing = [one.recruiter_codes for one in offers if one.recruiter_codes]

    def try_out(place, taken):
        if place == len(needing):
            return True
        return any(try_out(place + 1, taken | {code}) for code in needing[place] if code not in taken)

    return try_out(0, frozenset())
