"""Runs side by side, and an earlier one restored as far as it can still be held."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain import SlotGrid, Table, TimetableRun
from services.matching.domain.history import Comparison, KeptMeeting, KeptTimetable, restored
from services.matching.domain.plain import read, written
from tests.unit.matching.making import MORNING, offer

TABLES = {"g1": (Table("g1/1", "A1"),), "g2": (Table("g2/1", "B1"),)}
OFFERS = {"o1": offer(("tiling", 1)), "o2": offer(("tiling", 1), id="o2", organisation_id="g2")}


def run(id="r1", walk_slots=0, **facts):
    return TimetableRun(id, "e1", 1, SlotGrid(MORNING, 15, 8, walk_slots=walk_slots), 2, MORNING, **facts)


def meeting(candidate="n1", company=1, slot=0):
    return KeptMeeting(candidate, f"o{company}", f"g{company}", f"g{company}/1", slot, 0.8)


def compared(before, after):
    return Comparison.of(run(), KeptTimetable(tuple(before)), run("r2"), KeptTimetable(tuple(after)))


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ([meeting()], [meeting()], (1, 0, 0, 0)),
        ([meeting()], [meeting(slot=2)], (0, 1, 0, 0)),
        ([meeting()], [replace(meeting(), table_id="g1/2")], (0, 1, 0, 0)),
        ([], [meeting()], (0, 0, 1, 0)),
        ([meeting()], [meeting(company=2)], (0, 0, 1, 1)),
    ],
)
def test_what_became_of_meetings_is_counted(before, after, counts):
    told = compared(before, after).facts({"n1": "p1"}, 50)
    assert tuple(told["meetings"].values()) == counts
    changed = [one["candidate_id"] for one in told["persons"]]
    assert changed == (["p1"] if any(counts[1:]) else [])
    assert told["persons_changed"] == len(changed)


def test_those_who_changed_most_come_first_and_the_erased_stay_nameless():
    after = [meeting("n1"), meeting("n2"), meeting("n2", company=2, slot=1)]
    told = compared([], after).facts({"n1": "p1"}, 1)
    assert [one["candidate_id"] for one in told["persons"]] == ["n2"]
    assert told["persons_changed"] == 2


kept_meetings = st.lists(
    st.builds(meeting, st.sampled_from(["n1", "n2", "n3"]), st.sampled_from([1, 2]), st.integers(0, 7)),
    unique_by=lambda one: (one.candidate, one.organisation_id),
)


@given(kept_meetings, kept_meetings)
def test_counts_of_two_runs_add_up(before, after):
    counts = compared(before, after).facts({}, 50)["meetings"]
    assert counts["kept"] + counts["moved"] + counts["lost"] == len(before)
    assert counts["kept"] + counts["moved"] + counts["gained"] == len(after)
    back = compared(after, before).facts({}, 50)["meetings"]
    assert (back["gained"], back["lost"], back["moved"]) == (counts["lost"], counts["gained"], counts["moved"])


@given(kept_meetings)
def test_what_is_kept_is_read_as_it_was_written(meetings):
    kept = KeptTimetable(tuple(meetings))
    assert read(KeptTimetable, written(kept)) == kept


@given(kept_meetings)
def test_all_of_it_is_restored_where_nothing_is_gone(meetings):
    persons = {name: f"p-{name}" for name in ("n1", "n2", "n3")}
    back = restored(KeptTimetable(tuple(meetings)), persons, OFFERS, TABLES)
    assert [(one.candidate_id, one.offer.id, one.table.id, one.slot) for one in back] == [
        (persons[one.candidate], one.offer_id, one.table_id, one.slot) for one in meetings
    ]


@pytest.mark.parametrize(
    "gone",
    [
        {"persons": {}},
        {"offers": {}},
        {"tables": {"g1": (Table("g1/2", "A2"),)}},
        {"tables": {"g2": (Table("g1/1", "A1"),)}},
    ],
)
def test_what_is_gone_is_left_out(gone):
    known = {"persons": {"n1": "p1"}, "offers": OFFERS, "tables": TABLES, **gone}
    assert restored(KeptTimetable((meeting(),)), **known) == ()


def test_whom_nobody_can_receive_any_more_is_left_out():
    named = {**OFFERS, "o1": replace(OFFERS["o1"], recruiter_codes=("r1",))}
    tables = {"g1": (Table("g1/1", "A1"), Table("g1/2", "A2"))}
    meetings = (meeting("n1"), replace(meeting("n2"), table_id="g1/2"), replace(meeting("n3", slot=1), table_id="g1/2"))
    persons = {name: name for name in ("n1", "n2", "n3")}
    back = restored(KeptTimetable(meetings), persons, named, tables)
    assert [(one.candidate_id, one.slot) for one in back] == [("n1", 0), ("n3", 1)]
