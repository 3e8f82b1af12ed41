"""The fairness report, against figures worked out by hand."""

import pytest

from services.events.domain.contest.aggregation import yardsticks
from services.events.domain.contest.fairness import (
    correlation,
    drift,
    fairness,
    kendall_w,
    krippendorff_alpha,
    mid_ranks,
)


def panel(*rows):
    return {
        (f"j{j}", f"e{e}"): float(mark) for j, row in enumerate(rows) for e, mark in enumerate(row) if mark is not None
    }


def test_jurors_who_rank_alike_concord_and_opposites_do_not():
    assert kendall_w(panel([1, 2, 3], [10, 20, 30])) == pytest.approx(1)
    assert kendall_w(panel([1, 2, 3], [3, 2, 1])) == pytest.approx(0)


def test_kendall_s_w_with_ties_as_worked_out_by_hand():
    # ranks 1, 2.5, 2.5 and 1, 2, 3: sums 2, 4.5, 5.5; S = 6.5; W = 12 * 6.5 / (4 * 24 - 2 * 6)
    assert kendall_w(panel([1, 2, 2], [1, 2, 3])) == pytest.approx(78 / 84)


def test_nothing_concords_where_all_are_silent():
    assert kendall_w(panel([1, 1], [2, 2])) is None


def test_ties_share_the_middle_of_their_ranks():
    assert mid_ranks({"x": 5.0, "y": 7.0, "z": 5.0}) == {"x": 1.5, "y": 3.0, "z": 1.5}


def test_krippendorff_s_alpha_bears_missing_marks():
    assert krippendorff_alpha(panel([1, 2, None, 4], [1, 2, 3, None], [None, 2, 3, 4])) == pytest.approx(1)
    # pairs (1,2) and (3,4): D_o = 2 * (1 + 1) / 4; all pairs of 1, 2, 3, 4: D_e = 2 * 20 / 12
    assert krippendorff_alpha(panel([1, 3], [2, 4])) == pytest.approx(1 - 1 / (40 / 12))


def test_severity_is_told_with_its_sign_and_an_interval():
    told = fairness(panel([60, 70, 80, 90, 61], [30, 40, 52, 60, 30], [62, 70, 80, 88, 60]), {}, missing=0)
    severe = next(one for one in told["jurors"] if one["juror_id"] == "j1")
    assert severe["severity"] > 15
    assert severe["severity_low"] < severe["severity"] < severe["severity_high"]
    assert told["complete"]
    assert told["missing"] == 0


def test_marks_that_rise_with_the_order_are_seen():
    orders = {"j0": ["e0", "e1", "e2", "e3"], "j1": ["e3", "e2", "e1", "e0"]}
    marks = {(juror, entry): 50 + 9.0 * place for juror, order in orders.items() for place, entry in enumerate(order)}
    assert drift(marks, orders, yardsticks(marks)) == pytest.approx(27)
    assert drift({}, {}, {}) is None


def test_correlation_counts_pairs():
    assert correlation([1, 2, 3], [1, 2, 3]) == 1
    assert correlation([1, 2, 3], [3, 2, 1]) == -1
    assert correlation([1, 2, 3], [1, 1, 3]) == pytest.approx(2 / 3)
