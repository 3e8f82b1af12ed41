"""From scores to a ranking: severity that changes nothing, silence, a single mark, a tie, and the published figures."""

import random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.events.domain.contest.aggregation import normalised_means, raw_means, yardsticks
from services.events.domain.contest.assignment import assigned
from services.events.domain.contest.ranking import displayed, marks_of, podium, rank_intervals, ranked, ranks_of

WEIGHTS = {"a": 3, "b": 2, "c": 1}
POINT = 100 / 3


def complete(jurors, entries, points):
    given_points = iter(points)
    return {
        (f"j{j}", f"e{e}"): {code: next(given_points) for code in WEIGHTS}
        for j in range(jurors)
        for e in range(entries)
    }


def less_by_one(points, juror):
    """One point more severe than the others, everywhere."""
    return {
        (j, e): {code: one - 1 if j == juror else one for code, one in given.items()}
        for (j, e), given in points.items()
    }


def places(ranking):
    return {one.entry_id: one.rank for one in ranking.places}


@st.composite
def complete_panels(draw):
    jurors, entries = draw(st.integers(2, 6)), draw(st.integers(3, 9))
    count = jurors * entries * len(WEIGHTS)
    return complete(jurors, entries, draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)))


@given(complete_panels())
@settings(max_examples=150, deadline=None)
def test_a_juror_a_point_more_severe_than_the_others_everywhere_does_not_change_the_podium(points):
    before = ranked(points, WEIGHTS, "normalised", "s")
    after = ranked(less_by_one(points, "j0"), WEIGHTS, "normalised", "s")
    assert podium(places(after)) == podium(places(before))


@given(st.integers(0, 10_000), st.integers(6, 24), st.integers(4, 8))
@settings(max_examples=100, deadline=None)
def test_nor_does_it_where_each_entry_has_three_jurors_who_else_agree(seed, entries, jurors):
    chance = random.Random(seed)
    names = [f"e{n}" for n in range(entries)]
    design = assigned(names, [f"j{n}" for n in range(jurors)], set(), 3, str(seed))
    worth = {entry: {code: chance.randint(1, 3) for code in WEIGHTS} for entry in names}
    agreed = {(juror, entry): dict(worth[entry]) for juror, entry in design.pairs}
    before = ranked(agreed, WEIGHTS, "normalised", "s")
    after = ranked(less_by_one(agreed, "j0"), WEIGHTS, "normalised", "s")
    assert podium(places(after)) == podium(places(before))


def test_the_raw_mean_lets_the_severe_juror_decide_where_not_all_judge_all():
    names = [f"e{n}" for n in range(12)]
    design = assigned(names, [f"j{n}" for n in range(6)], set(), 3, "s")
    agreed = {(juror, entry): dict.fromkeys(WEIGHTS, 3 if entry in names[:3] else 2) for juror, entry in design.pairs}
    assert places(ranked(less_by_one(agreed, "j0"), WEIGHTS, "raw", "s")) != places(ranked(agreed, WEIGHTS, "raw", "s"))


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_with_noise_the_correction_of_a_severe_juror_is_whole(seed):
    """Two points more or one point more: what is beyond doubt is taken out whole, so the scores are the same."""
    chance = random.Random(seed)
    names = [f"e{n}" for n in range(24)]
    design = assigned(names, [f"j{n}" for n in range(6)], set(), 3, "s")
    marks = {pair: 60 + 30 * chance.random() for pair in sorted(design.pairs)}
    shifted = [{pair: mark - by * (pair[0] == "j0") for pair, mark in marks.items()} for by in (60, 90)]
    one, other = (normalised_means(each) for each in shifted)
    middle = {each: fmean(of.values()) for each, of in (("one", one), ("other", other))}
    assert all(one[e] - middle["one"] == pytest.approx(other[e] - middle["other"], abs=1.5) for e in names)


def test_a_juror_who_gives_everything_the_same_tells_no_entry_from_another():
    marks = {("j0", f"e{n}"): 10.0 * n for n in range(5)} | {("j1", f"e{n}"): 50.0 for n in range(5)}
    known = yardsticks(marks)
    assert known["j1"].silent
    assert not known["j0"].silent
    means = normalised_means(marks)
    assert [round(means[f"e{n}"] - means["e0"], 6) for n in range(5)] == [
        round(10.0 * n / known["j0"].spread, 6) for n in range(5)
    ]


def test_entries_that_only_silent_jurors_marked_are_not_lost():
    marks = {("j0", f"e{n}"): 50.0 for n in range(3)}
    assert normalised_means(marks) == pytest.approx({f"e{n}": 50.0 for n in range(3)})


def test_an_entry_scored_once_stands_on_its_one_corrected_mark():
    shared = {(f"j{j}", f"e{n}"): 40.0 + 10 * n - 30 * (j == 1) for j in range(3) for n in range(6)}
    once = {**shared, ("j1", "lone"): 20.0}  # a severe juror's 20 is another's 50, as e1 is
    means = normalised_means(once)
    assert means["lone"] == pytest.approx(means["e1"], abs=1e-4)
    assert raw_means(once)["lone"] == 20.0


def test_a_juror_who_left_counts_with_what_they_completed():
    points = complete(3, 6, [1, 2, 3] * 18)
    left = {pair: given for pair, given in points.items() if pair[0] != "j2" or pair[1] in ("e0", "e1")}
    ranking = ranked(left, WEIGHTS, "normalised", "s")
    assert {one.entry_id: one.jurors for one in ranking.places} == {
        **{f"e{n}": 2 for n in range(2, 6)},
        "e0": 3,
        "e1": 3,
    }


def test_a_tie_is_parted_by_the_heaviest_criterion_and_else_shared():
    assert ranks_of({"x": 50, "y": 50, "z": 50, "w": 10}, {"x": 2.0, "y": 3.0, "z": 2.0, "w": 3.0}) == {
        "y": 1,
        "x": 2,
        "z": 2,
        "w": 4,
    }


def test_marks_are_weighted_means_from_0_to_100():
    points = {("j", "e"): {"a": 3, "b": 0, "c": 3}, ("j", "f"): dict.fromkeys(WEIGHTS, 3)}
    assert marks_of(points, WEIGHTS) == pytest.approx({("j", "e"): 100 * 4 / 6, ("j", "f"): 100})


def test_the_median_is_shown_at_700_and_a_deviation_as_50():
    shown = displayed({"x": 10.0, "y": 20.0, "z": 30.0})
    assert shown["y"] == 700
    assert shown["z"] - shown["x"] == pytest.approx(2 * 50 * 10 / (200 / 3) ** 0.5)


def test_intervals_are_wide_where_jurors_differ_and_the_same_for_one_seed():
    agreed = {"x": {"a": 90.0, "b": 90.0}, "y": {"a": 50.0, "b": 50.0}, "z": {"a": 10.0, "b": 10.0}}
    assert rank_intervals(agreed, "s") == {"x": (1, 1), "y": (2, 2), "z": (3, 3)}
    torn = {"x": {"a": 99.0, "b": 1.0}, "y": {"a": 50.0, "b": 50.0}, "z": {"a": 98.0, "b": 2.0}}
    assert rank_intervals(torn, "s") == rank_intervals(torn, "s")
    low, high = rank_intervals(torn, "s")["x"]
    assert (low, high) == (1, 3)


def test_a_ranking_says_when_the_method_decides_the_podium():
    fair = {("j0", "e0"): 3, ("j0", "e1"): 2, ("j0", "e2"): 1, ("j0", "e3"): 0}
    same = {(f"j{j}", e): dict.fromkeys(WEIGHTS, one) for (_, e), one in fair.items() for j in range(3)}
    assert not ranked(same, WEIGHTS, "normalised", "s").podium_changes
    severe = {
        **{("j0", f"e{n}"): dict.fromkeys(WEIGHTS, 2) for n in (1, 2, 3, 4)},
        **{("j1", f"e{n}"): dict.fromkeys(WEIGHTS, 1 + (n == 0)) for n in (0, 1, 2, 3)},
    }
    ranking = ranked(severe, WEIGHTS, "normalised", "s")
    assert ranking.podium_changes
    assert places(ranking)["e0"] == 1


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_on_average_normalised_scores_are_no_farther_from_the_truth_than_raw_ones(seed):
    """Twelve contests with severe and mild jurors, and the truth known: the benchmark plays ten thousand."""
    from benchmarks.juries import Regime, play

    told = [play(Regime("uneven", 20, 6, 3, 0.5, 0.25), f"{seed}-{n}") for n in range(12)]
    assert fmean(one.normalised for one in told) >= fmean(one.raw for one in told)


def test_a_contest_all_of_whose_entries_were_withdrawn_has_an_empty_ranking():
    ranking = ranked({}, WEIGHTS, "normalised", "s")
    assert (ranking.places, ranking.podium_changes) == ((), False)
