"""A timetable books nobody twice, keeps the floor, and is the same each time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from multaqa.zone import CASABLANCA
from services.matching.domain import Figures, Forum, SlotGrid, Table, TimetableRun, Weights, plan
from tests.unit.matching.making import offer, profile

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
TRADES = ["tiling", "masonry", "surveying"]
FIGURES = Figures(1, 1, 1, 1, 1, 1, 0, 0, 0, 0.0, 0.8, 0.0, 0.0)


@st.composite
def forums(draw):
    traded = st.lists(st.sampled_from(TRADES), min_size=1, max_size=3, unique=True)
    candidates = {
        f"c{number}": profile(*((trade, 2) for trade in trades), sectors=())
        for number, trades in enumerate(draw(st.lists(traded, max_size=10)))
    }
    wanted = draw(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(TRADES)), max_size=6))
    offers = tuple(
        offer((trade, 2), id=f"o{number}", organisation_id=f"g{organisation}", knock_outs=("required_skills",))
        for number, (organisation, trade) in enumerate(wanted)
    )
    tables = {
        f"g{organisation}": tuple(Table(f"g{organisation}/{number}", str(number)) for number in range(count))
        for organisation, count in enumerate(draw(st.lists(st.integers(0, 2), max_size=4)))
    }
    return Forum(candidates, offers, tables, draw(st.integers(1, 4)), draw(st.integers(1, 3)), Weights())


@settings(max_examples=300, deadline=None)
@given(forums())
def test_nobody_and_no_table_is_booked_twice(forum):
    meetings = plan(forum).meetings
    assert len({(meeting.candidate_id, meeting.slot) for meeting in meetings}) == len(meetings)
    assert len({(meeting.table.id, meeting.slot) for meeting in meetings}) == len(meetings)
    assert all(meeting.table in forum.tables[meeting.offer.organisation_id] for meeting in meetings)
    assert all(0 <= meeting.slot < forum.slots for meeting in meetings)


@settings(deadline=None)
@given(forums())
def test_no_knocked_out_pair_meets(forum):
    assert all(not meeting.offer.unmet(forum.candidates[meeting.candidate_id]) for meeting in plan(forum).meetings)


@settings(deadline=None)
@given(forums())
def test_everyone_with_a_feasible_offer_has_an_interview_where_places_are_plenty(forum):
    roomy = {organisation: (*tables, Table(f"{organisation}/x", "x")) for organisation, tables in forum.tables.items()}
    plenty = Forum(forum.candidates, forum.offers, roomy, 10, forum.most_per_candidate, forum.weights)
    figures = plan(plenty).figures
    assert figures.with_interview == figures.with_feasible_offer


@settings(deadline=None)
@given(forums())
def test_nobody_has_two_while_someone_who_could_have_one_has_none(forum):
    figures = plan(forum).figures
    alone = plan(Forum(forum.candidates, forum.offers, forum.tables, forum.slots, 1, forum.weights)).figures
    assert figures.with_interview == alone.with_interview == alone.interviews


@settings(deadline=None)
@given(forums())
def test_the_same_forum_gives_the_same_timetable(forum):
    assert plan(forum) == plan(forum)


def test_an_organisation_without_a_stand_meets_nobody():
    forum = Forum({"c1": profile(("tiling", 2))}, (offer(("tiling", 2)),), {}, 4, 3, Weights())
    assert plan(forum).meetings == ()


def test_slots_follow_each_other_and_start_again_next_morning():
    grid = SlotGrid(NINE, slot_minutes=15, slots_per_day=16, days=2)
    assert grid.starts(15) == NINE + timedelta(hours=3, minutes=45)
    assert grid.starts(16) == NINE + timedelta(days=1)
    assert grid.ends(0) == grid.starts(1)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"slot_minutes": 0}, "/slot_minutes"),
        ({"slots_per_day": 0}, "/slots_per_day"),
        ({"slots_per_day": 97}, "/slots_per_day"),
        ({"starts_at": "2026-05-04T09:00:00"}, "/starts_at"),
    ],
)
def test_slots_that_cannot_be_are_refused(wrong, pointer):
    asked = {"starts_at": "2026-05-04T09:00:00+01:00", "slot_minutes": 15, "slots_per_day": 16}
    with pytest.raises(Invalid) as refused:
        SlotGrid.asked({**asked, **wrong})
    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]


def requested():
    return TimetableRun("r1", "e1", 1, SlotGrid(NINE, 15, 16), 3, requested_at=NINE)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (lambda run: run.publish(FIGURES, NINE), "published"),
        (TimetableRun.supersede, "superseded"),
        (TimetableRun.abandon, "abandoned"),
    ],
)
def test_a_run_ends_once(step, state):
    run = requested()
    step(run)
    assert run.state == state
    with pytest.raises(Refused, match="run is over"):
        run.publish(FIGURES, NINE)


def test_slots_are_at_the_same_hours_on_both_sides_of_the_change_of_clocks_and_skip_breaks():
    """Morocco goes back to UTC on the Sunday before Ramadan: 15 February in 2026."""
    asked = {"starts_at": "2026-02-14T09:00:00+01:00", "slot_minutes": 60, "slots_per_day": 6, "days": 2}
    grid = SlotGrid.asked({**asked, "breaks": [{"starts": "12:30", "ends": "13:30"}]})
    clocks = [grid.starts(slot).astimezone(CASABLANCA) for slot in range(grid.slots)]
    assert [at.hour for at in clocks] == [9, 10, 11, 14] * 2
    assert [at.utcoffset().seconds // 3600 for at in clocks] == [1] * 4 + [0] * 4
    assert grid.day_of == (0, 0, 0, 0, 1, 1, 1, 1)
    assert grid.near == ((0, 1), (0, 1, 2), (1, 2), (3,), (4, 5), (4, 5, 6), (5, 6), (7,))


@pytest.mark.parametrize(
    ("breaks", "pointer"),
    [
        ([{"starts": "13:00", "ends": "12:00"}], "/breaks/0/ends"),
        ([{"starts": "08:00", "ends": "20:00"}], "/breaks"),
    ],
)
def test_breaks_that_cannot_be_are_refused(breaks, pointer):
    asked = {"starts_at": NINE.isoformat(), "slot_minutes": 20, "slots_per_day": 12, "breaks": breaks}
    with pytest.raises(Invalid) as refused:
        SlotGrid.asked(asked)
    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]
