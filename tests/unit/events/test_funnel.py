"""The funnel adds up, and what leaves the directorate gives no small group away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.small_counts import hidden
from services.events.domain.funnel import STEPS, Cell, Funnel, cells_of, compared

KIND = {"category": "candidate", "sector": "textile", "institute_id": None, "level": "technicien"}


def funnel(number=2, *, to_partners=False, **counts):
    cells = {
        step: [Cell({**KIND, "sector": sector}, count) for sector, count in by.items()] for step, by in counts.items()
    }
    return Funnel(f"e{number}", number, cells, open=not to_partners)


def counts(steps):
    return {step.name: step.count for step in steps}


def test_each_step_has_its_count_and_whom_it_is_a_share_of():
    one = funnel(registered={"textile": 60, "digital": 40}, came={"textile": 40, "digital": 10})
    came = one.facts("sector")["total"][2]
    assert came == {"step": "came", "count": 50, "of": "registered", "denominator": 100, "share": 0.5}
    assert one.facts("sector")["total"][0]["of"] is None


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y"])), max_size=40))
def test_groups_of_every_dimension_add_up_to_the_total(kinds):
    cells = cells_of({"sector": sector, "category": category} for sector, category in kinds)
    one = Funnel("e1", 1, {"registered": cells})
    for dimension in ("sector", "category", "level"):
        added = sum(counts(steps)["registered"] for steps in one.groups(dimension).values())
        assert added == counts(one.totals)["registered"] == len(kinds)


def test_whom_it_is_not_known_of_comes_last():
    one = Funnel("e1", 1, {"registered": cells_of([{"sector": None}, {"sector": "textile"}])})
    assert list(one.groups("sector")) == ["textile", None]


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 40), min_size=1, max_size=8))
def test_no_small_group_is_shown_nor_found_by_subtraction(groups):
    shown = hidden(groups)
    assert all(count is None or count >= 5 for count in shown.values())
    assert list(shown.values()).count(None) != 1 or len(groups) == 1
    assert all(count in (None, groups[name]) for name, count in shown.items())


def test_a_share_that_would_give_a_hidden_count_away_is_hidden_too():
    one = funnel(to_partners=True, registered={"textile": 60, "digital": 40}, came={"textile": 3, "digital": 30})
    (digital, textile) = one.groups("sector").values()
    assert [step.count for step in textile][1:3] == [60, None]
    assert [step.count for step in digital][1:3] == [40, None]
    assert [step.share for step in (*textile, *digital) if step.name == "came"] == [None, None]
    assert counts(one.totals)["came"] == 33


def test_staff_see_small_groups():
    assert counts(funnel(registered={"textile": 3}).totals)["registered"] == 3
    assert counts(funnel(to_partners=True, registered={"textile": 3}).totals)["registered"] is None


def test_editions_are_compared_with_the_one_before():
    first = funnel(1, registered={"textile": 100}, came={"textile": 50})
    second = funnel(2, registered={"textile": 120}, came={"textile": 90})
    before, after = compared([first, second])
    assert {step["difference"] for step in before["steps"]} == {None}
    assert after["steps"][2]["difference"] == 40
    assert after["steps"][2]["share_difference"] == pytest.approx(0.25)


def test_a_difference_from_what_is_hidden_is_hidden():
    first = funnel(1, to_partners=True, registered={"textile": 3})
    second = funnel(2, to_partners=True, registered={"textile": 90})
    assert compared([first, second])[1]["steps"][1]["difference"] is None


def test_a_table_has_a_line_for_each_step_of_each_group():
    rows = funnel(registered={"textile": 60, "digital": 40}).rows("sector")
    assert len(rows) == len(STEPS) * 3
    assert rows[1] == {"edition": 2, "by": "total", "group": None, "step": "registered", "count": 100,
                       "of": "invited", "denominator": 0, "share": None}  # fmt: skip
