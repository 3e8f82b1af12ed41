"""What humans rule holds in every timetable: pins, forbidden meetings and late openings; and what differs is told."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from multaqa.errors import Refused
from services.matching.domain import ClockHours, Meeting, SlotGrid, Table, TimetableRun, Weights, plan
from services.matching.domain.changes import replaced
from services.matching.domain.limits import Kept
from services.matching.domain.plain import read, written
from services.matching.domain.rulings import PinnedMeeting, contradictions, refuse
from services.matching.domain.timetable import Forum
from tests.unit.matching.making import offer, profile
from tests.unit.matching.test_timetable import forums

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
GRID = SlotGrid(NINE, slot_minutes=15, slots_per_day=4, walk_slots=1)
TABLES = {"g1": (Table("t1", "A1"),), "g2": (Table("t2", "B1"), Table("t3", "B2"))}


@settings(max_examples=120, deadline=None)
@given(forums(), st.data())
def test_who_is_kept_meets_whatever_the_score_and_who_is_forbidden_does_not(forum, data):
    assume(forum.candidates and any(forum.tables.get(one.organisation_id) for one in forum.offers))
    wanted = data.draw(st.sampled_from([one for one in forum.offers if forum.tables.get(one.organisation_id)]))
    candidate, other = (data.draw(st.sampled_from(list(forum.candidates))) for _ in range(2))
    slot = data.draw(st.none() | st.integers(0, forum.slots - 1))
    pair = (other, data.draw(st.sampled_from(list(forum.tables))))
    assume(pair != (candidate, wanted.organisation_id))
    meetings = plan(replace(forum, kept=(Kept(candidate, wanted.id, slot),), forbidden=(pair,))).meetings
    met = {(one.candidate_id, one.offer.organisation_id): one for one in meetings}
    assert pair not in met
    held = met[candidate, wanted.organisation_id]
    assert held.offer.id == wanted.id
    assert slot in (None, held.slot)


def test_of_pins_that_came_to_contradict_each_other_the_first_holds_and_the_other_comes_first_elsewhere():
    """They did not when they were set; since then a table was lost."""
    candidates = {f"c{number}": profile(("tiling", 2)) for number in range(3)}
    kept = tuple(Kept(candidate, "o1", 0) for candidate in ("c1", "c2"))
    forum = Forum(candidates, (offer(("tiling", 2)),), {"g1": TABLES["g1"]}, 2, 1, Weights(), kept=kept)
    assert {one.candidate_id: one.slot for one in plan(forum).meetings} == {"c1": 0, "c2": 1}


@settings(max_examples=80, deadline=None)
@given(forums(), st.data())
def test_nobody_sits_at_a_table_before_it_opens(forum, data):
    every = [table.id for own in forum.tables.values() for table in own]
    assume(every)
    until = data.draw(st.integers(0, forum.slots))
    late = data.draw(st.sampled_from(every))
    timetable = plan(replace(forum, closed={late: frozenset(range(until))}))
    assert all(one.slot >= until for one in timetable.meetings if one.table.id == late)
    assert timetable.figures.places == forum.slots * len(every) - until
    assert timetable.figures.interviews <= timetable.figures.bound


@settings(max_examples=40, deadline=None)
@given(forums())
def test_inputs_kept_before_there_were_rulings_are_still_read(forum):
    old = json.loads(written(forum))
    for later in ("kept", "forbidden", "closed"):
        del old[later]
    assert plan(read(Forum, json.dumps(old).encode())) == plan(forum)


def pin(candidate, organisation, minutes, table=None, offer_id=None):
    """Minutes after nine; without them any hour."""
    at = None if minutes is None else NINE.replace(minute=minutes)
    id, wanted = f"{candidate}{organisation}", offer_id or f"quiet-{organisation}"
    return PinnedMeeting(id, "e1", candidate, organisation, wanted, at, table, NINE, "staff")


def offers_that(**said):
    """By id: one of g2 for each thing that is said, and one of either organisation that says nothing."""
    quiet = [offer(("tiling", 2), id=f"quiet-{one}", organisation_id=one) for one in ("g1", "g2")]
    saying = [offer(("tiling", 2), id=id, organisation_id="g2", **own) for id, own in said.items()]
    return {one.id: one for one in (*quiet, *saying)}


QUIET = offers_that()


@pytest.mark.parametrize(
    ("pins", "named"),
    [
        ([pin("c1", "g1", 0), pin("c2", "g1", 15)], 0),
        ([pin("c1", "g1", None), pin("c2", "g1", None)], 0),
        ([pin("c1", "g2", 0), pin("c2", "g2", 0)], 0),
        ([pin("c1", "g1", 0), pin("c2", "g1", 0)], 2),
        ([pin("c1", "g1", 0), pin("c1", "g2", 15)], 2),
        ([pin("c1", "g2", 0, "t2"), pin("c2", "g2", 0, "t2")], 2),
        ([pin("c1", "g1", 5)], 1),
        ([pin("c1", "g2", 0, "t1")], 1),
    ],
    ids=[
        "one after the other", "whenever", "two tables", "one table", "no time to walk", "one named table",
        "no slot then", "another's table",
    ],
)  # fmt: skip
def test_pins_that_cannot_all_hold_are_named(pins, named):
    groups = contradictions(pins, GRID, TABLES, {}, QUIET)
    assert {one.id for group in groups for one in group} == ({one.id for one in pins} if named else set())
    if named:
        with pytest.raises(Refused) as refused:
            refuse(groups)
        assert len(refused.value.facts["contradictions"][0]) == named


def test_a_pin_before_a_late_opening_is_named():
    assert contradictions([pin("c1", "g1", 0)], GRID, TABLES, {"t1": frozenset({0})}, QUIET)


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ([pin("c1", "g2", 0, offer_id="o1"), pin("c2", "g2", 0, offer_id="o1")], {"o1": {"recruiter_codes": ("r1",)}}),
        ([pin("c1", "g2", 0, offer_id="o1"), pin("c2", "g2", 0, offer_id="o1")], {"o1": {"recruiters": 1}}),
        ([pin("c1", "g2", 0, offer_id="o1"), pin("c2", "g2", 0, offer_id="o1")], {"o1": {"tables": 1}}),
        (
            [pin("c1", "g2", 0, offer_id="o1"), pin("c2", "g2", 0, offer_id="o2")],
            {"o1": {"recruiter_codes": ("r1",)}, "o2": {"recruiter_codes": ("r1",)}},
        ),
        ([pin("c1", "g2", 15, offer_id="o1")], {"o1": {"hours": ClockHours("11:00", "12:00")}}),
    ],
    ids=["one recruiter", "as many recruiters", "as many tables", "a recruiter of two offers", "out of hours"],
)
def test_pins_that_nobody_could_receive_are_named_though_a_table_is_free(pins, said):
    assert contradictions(pins, GRID, TABLES, {}, offers_that(**said)) == [pins]


def test_of_pins_at_one_hour_only_those_that_share_a_recruiter_are_named():
    wide = {"g2": tuple(Table(f"t{number}", f"B{number}") for number in range(4))}
    codes = {"o1": ("r1", "r2"), "o2": ("r1",), "o3": ("r3",)}
    offers = offers_that(**{id: {"recruiter_codes": own} for id, own in codes.items()})
    pins = [pin("c1", "g2", 0, offer_id="o2"), pin("c2", "g2", 0, offer_id="o1"), pin("c3", "g2", 0, offer_id="o3")]
    assert contradictions(pins, GRID, wide, {}, offers) == []
    again = pin("c4", "g2", 0, offer_id="o3")
    assert contradictions([again, *pins], GRID, wide, {}, offers) == [[again, pins[2]]]


def run(number):
    return TimetableRun(f"r{number}", "e1", number, GRID, 2, NINE)


def meeting(candidate, slot, **asked):
    return Meeting(candidate, offer(("tiling", 2), **asked), 0.8, TABLES["g1"][0], slot)


def test_a_new_timetable_tells_only_what_it_changes():
    ids = iter(f"i{number}" for number in range(9))
    before, first = replaced([], [meeting("c1", 0), meeting("c2", 1), meeting("c3", 2)], run(1), ids.__next__)
    assert [change.kind for change in first] == ["scheduled"] * 3
    after, then = replaced(before, [meeting("c1", 0), meeting("c2", 3), meeting("c4", 2)], run(2), ids.__next__)
    assert {one.run_id for one in after} == {"r2"}
    assert [(change.kind, change.interview.candidate_id) for change in then] == [
        ("moved", "c2"), ("scheduled", "c4"), ("cancelled", "c3"),
    ]  # fmt: skip
    assert then[0].was.starts_at == NINE.replace(minute=15)
    assert after[0].id == before[0].id


def test_for_another_offer_it_is_another_interview():
    before, _ = replaced([], [meeting("c1", 0)], run(1), lambda: "i1")
    _, changes = replaced(before, [meeting("c1", 0, id="o2")], run(2), lambda: "i2")
    assert [(change.kind, change.interview.id) for change in changes] == [("scheduled", "i2"), ("cancelled", "i1")]
