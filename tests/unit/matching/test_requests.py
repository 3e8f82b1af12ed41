"""Requests for interviews: who may do what with one, where two people can meet, and what a timetable makes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.matching.domain import ClockHours, Forum, Interview, SlotGrid, Table, Weights, plan
from services.matching.domain.limits import Kept
from services.matching.domain.modes import InterviewModes
from services.matching.domain.picking import first_common_place, slots_nobody_receives
from services.matching.domain.request import InterviewRequest, apart, kept_first
from tests.unit.matching.making import MORNING, interview, offer, profile

LATER = MORNING + timedelta(hours=9)
GRID = SlotGrid(MORNING, 15, 8, walk_slots=1)
BEFORE = MORNING - timedelta(hours=1)
SLOTS = {"starts_at": MORNING.isoformat(), "slot_minutes": 15, "slots_per_day": 8}


def request(asked_by="candidate", **facts):
    typical = {"id": "q1", "edition_id": "e1", "offer_id": "o1", "organisation_id": "g1", "candidate_id": "c1"}
    typical |= {"asked_by": asked_by, "asked_at": MORNING, "expires_at": LATER}
    return InterviewRequest(**{**typical, **facts})


def code(refused):
    return refused.value.code


@pytest.mark.parametrize(("asker", "other"), [("candidate", "company"), ("company", "candidate")])
def test_the_other_side_answers_and_once(asker, other):
    asked = request(asker)
    for answer in (asked.accept, asked.decline):
        with pytest.raises(Refused) as refused:
            answer(asker, MORNING)
        assert code(refused) == "request.not_yours"
    asked.accept(other, MORNING)
    for answer in (asked.accept, asked.decline):
        with pytest.raises(Refused) as refused:
            answer(other, MORNING)
        assert code(refused) == "request.over"


def test_whoever_is_asked_does_not_cancel_what_is_open():
    with pytest.raises(Refused):
        request().cancel("company", MORNING)


@pytest.mark.parametrize("side", ["candidate", "company"])
def test_either_side_cancels_what_was_accepted_and_once(side):
    asked = request()
    asked.accept("company", MORNING)
    asked.cancel(side, MORNING)
    assert (asked.state, asked.stands) == ("cancelled", False)
    with pytest.raises(Refused):
        asked.cancel(side, MORNING)


def test_what_is_open_expires_with_the_edition():
    asked = request()
    assert asked.facts(LATER)["state"] == "expired"
    for act in (asked.accept, asked.decline):
        with pytest.raises(Refused):
            act("company", LATER)
    with pytest.raises(Refused):
        asked.cancel("candidate", LATER)
    assert asked.facts(BEFORE)["state"] == "open"


def test_the_last_word_counts():
    said_no = request(state="declined", stands=False, answered_at=MORNING)
    again = request(id="q2", asked_at=MORNING + timedelta(minutes=1), state="accepted")
    assert apart([again, said_no]) == []
    assert apart([said_no]) == [("c1", "g1")]
    assert kept_first([said_no, again]) == [Kept("c1", "o1")]


def test_what_fell_away_was_refused_by_nobody():
    gone = request()
    gone.lapse()
    assert (gone.state, gone.stands, apart([gone])) == ("cancelled", False, [])
    with pytest.raises(Refused):
        gone.accept("company", MORNING)


# modes


def stated(**facts):
    modes = InterviewModes("m1", "e1")
    modes.state({"requests": "opt_in", "times": "people_pick", **facts}, booked=False, walk_slots=1, at=MORNING)
    return modes


def test_people_pick_among_slots():
    assert [one["slot"] for one in stated(**SLOTS).facts()["slots"]] == list(range(8))
    assert stated(times="organiser_schedules").facts()["slots"] is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"requests": "sometimes"}, "/requests"),
        ({"times": "never"}, "/times"),
        ({"slot_minutes": None}, "/slot_minutes"),
        ({"slots_per_day": 0}, "/slots_per_day"),
    ],
)
def test_modes_that_cannot_be_used_are_refused(wrong, pointer):
    with pytest.raises(Invalid) as refused:
        stated(**{**SLOTS, **wrong})
    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]


def test_modes_stay_once_something_is_booked():
    modes = stated(**SLOTS)
    with pytest.raises(Refused):
        modes.state({"requests": "automatic", "times": "people_pick", **SLOTS}, booked=True, walk_slots=1, at=MORNING)
    assert modes.requests == "opt_in"


# picking


def test_nobody_receives_out_of_hours_or_where_all_recruiters_meet_somebody():
    hours = ClockHours("10:15", "11:15")  # of Moroccan clocks, an hour ahead of these slots
    picky, other = offer(id="o1", hours=hours, recruiter_codes=("r1",)), offer(id="o2", recruiter_codes=("r1", "r2"))
    offers = {"o1": picky, "o2": other}
    standing = [interview(offer_id="o2", slot=2), interview(offer_id="o1", slot=3), interview(offer_id="o2", slot=3)]
    assert slots_nobody_receives(GRID, picky, standing, offers) == {0, 3, 5, 6, 7}
    assert slots_nobody_receives(GRID, other, standing, offers) == {3}
    assert slots_nobody_receives(GRID, offer(id="o3"), standing, offers) == set()


TABLES = (Table("s1/1", "A1"), Table("s1/2", "A2"))


@st.composite
def bookings(draw):
    """Wishes one after the other, each with the slots that are offered; none means any."""
    slots = st.lists(st.integers(0, 9), max_size=3)
    return draw(st.lists(st.tuples(st.sampled_from(["c1", "c2", "c3", "c4"]), slots), max_size=40))


@settings(max_examples=300, deadline=None)
@given(bookings(), st.integers(0, 2))
def test_picked_places_never_collide_and_none_that_is_free_is_refused(wishes, walk):
    grid = replace(GRID, walk_slots=walk)
    booked: list[Interview] = []
    for candidate, offered in wishes:
        place = first_common_place(grid, TABLES, booked, candidate, set(offered), BEFORE)
        free = [
            (slot, table)
            for slot in range(8)
            for table in TABLES
            if (not offered or slot in offered)
            and all(one.slot != slot or one.table_id != table.id for one in booked)
            and all(one.candidate_id != candidate or abs(one.slot - slot) > walk for one in booked)
        ]
        assert place == (free[0] if free else None)
        if place:
            booked.append(interview(candidate_id=candidate, slot=place[0], table_id=place[1].id))


def test_no_slot_that_has_begun_is_picked():
    assert first_common_place(GRID, TABLES, [], "c1", (), GRID.starts(2))[0] == 3


# in a timetable


@st.composite
def agreed(draw):
    """A small forum in which some pairs agreed to meet and some said no."""
    people = {f"p{n}": profile(("tiling", draw(st.integers(1, 4)))) for n in range(6)}
    offers = tuple(offer(("tiling", 2), id=f"o{n}", organisation_id=f"g{n % 3}") for n in range(5))
    tables = {f"g{n}": tuple(Table(f"g{n}/{t}", "A") for t in range(draw(st.integers(1, 2)))) for n in range(3)}
    said = {(name, n): draw(st.sampled_from(["yes", "no", ""])) for name in people for n in range(3)}
    kept = tuple(Kept(name, f"o{n}") for (name, n), word in said.items() if word == "yes")
    forbidden = tuple((name, f"g{n}") for (name, n), word in said.items() if word == "no")
    return Forum(people, offers, tables, draw(st.integers(2, 6)), draw(st.integers(1, 2)), Weights(),
                 kept=kept, forbidden=forbidden)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(agreed())
def test_what_both_agreed_on_comes_before_all_else(forum):
    """An agreed pair is left out only where all slots of one of the two are taken by agreed pairs."""
    timetable = plan(forum)
    met = {(one.candidate_id, one.offer.organisation_id): one.offer.id for one in timetable.meetings}
    wanted = {(one.candidate_id, f"g{one.offer_id[1]}"): one.offer_id for one in forum.kept}
    for pair, id in wanted.items():
        if pair in met:
            assert met[pair] == id
    of = {g: [pair for pair in met if pair[1] == g] for g in forum.tables}
    for name, organisation in wanted.keys() - met.keys():
        busy = sum(pair[0] == name and pair in wanted for pair in met) == forum.slots
        full = sum(pair in wanted for pair in of[organisation]) == forum.slots * len(forum.tables[organisation])
        assert busy or full, (name, organisation)
    assert met.keys().isdisjoint(forum.forbidden)
    assert timetable.figures.interviews <= timetable.figures.bound
