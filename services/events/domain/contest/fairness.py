"""The fairness report: do the jurors agree, who is severe, what is missing, does the order matter.

Pure functions of `Marks` (0 to 100 by juror and entry) and of the orders in which entries were shown.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean, pstdev
from typing import Any

from services.events.domain.contest.aggregation import (
    Marks,
    Yardstick,
    by_entry,
    by_juror,
    normalised_means,
    yardsticks,
)

CONFIDENCE = 1.96
"""Standard errors on each side of a severity, for an interval that holds in 95 of 100 panels."""


def fairness(marks: Marks, orders: Mapping[str, Sequence[str]], missing: int) -> dict[str, Any]:
    """All of the report, in numbers; `missing` counts scores that were asked for and never came."""
    known, complete = yardsticks(marks), is_complete(marks)
    return {
        "complete": complete,
        "kendall_w": kendall_w(marks) if complete else None,
        "krippendorff_alpha": krippendorff_alpha(marks),
        "missing": missing,
        "spread": fmean(_spreads(marks)) if marks else None,
        "drift": drift(marks, orders, known),
        "jurors": [_told(juror, known[juror]) for juror in sorted(known)],
    }


def _told(juror: str, one: Yardstick) -> dict[str, Any]:
    around = CONFIDENCE * one.error
    return {
        "juror_id": juror,
        "marks": one.marks,
        "severity": -one.shift,
        "severity_low": -one.shift - around,
        "severity_high": -one.shift + around,
        "spread": one.spread,
        "silent": one.silent,
    }


def _spreads(marks: Marks) -> list[float]:
    return [max(given.values()) - min(given.values()) for given in by_entry(marks).values()]


def is_complete(marks: Marks) -> bool:
    """Whether every juror has marked every entry, and there are two of each."""
    jurors, entries = by_juror(marks), by_entry(marks)
    return len(jurors) > 1 and len(entries) > 1 and len(marks) == len(jurors) * len(entries)


def kendall_w(marks: Marks) -> float | None:
    """Kendall's coefficient of concordance of a complete panel: 1 when all rank alike, 0 when none does like another.

    W = 12 S / (m^2 (n^3 - n) - m T), S the squared deviations of the entries' rank sums, m jurors, n entries, T the
    sum over jurors of t^3 - t for each group of t ties (Kendall and Babington Smith, Ann. Math. Stat. 10, 1939). None
    where every juror gave all entries the same.
    """
    jurors = by_juror(marks)
    ranks = {juror: mid_ranks(own) for juror, own in jurors.items()}
    entries = sorted(by_entry(marks))
    sums = [sum(ranks[juror][entry] for juror in jurors) for entry in entries]
    middle, m, n = fmean(sums), len(jurors), len(entries)
    ties = sum(_ties(list(own.values())) for own in jurors.values())
    below = m * m * (n**3 - n) - m * ties
    return 12 * sum((one - middle) ** 2 for one in sums) / below if below else None


def mid_ranks(given: Mapping[str, float]) -> dict[str, float]:
    """Rank 1 to the lowest; equal marks share the middle of their ranks."""
    values = list(given.values())
    return {entry: 0.5 + _below(mark, values) + values.count(mark) / 2 for entry, mark in given.items()}


def _below(mark: float, values: Sequence[float]) -> int:
    return sum(value < mark for value in values)


def _ties(values: Sequence[float]) -> int:
    return sum(values.count(value) ** 3 - values.count(value) for value in set(values))


def krippendorff_alpha(marks: Marks) -> float | None:
    """Krippendorff's alpha for intervals, which bears missing marks: 1 is agreement, 0 what chance would give.

    alpha = 1 - D_o / D_e, D_o the mean squared difference within entries, each entry of u marks weighing
    u / (u - 1) pairs, and D_e that between all marks that can be paired (Krippendorff, Content Analysis, 2004,
    chapter 11). None where nothing can be compared.
    """
    entries = [list(given.values()) for given in by_entry(marks).values() if len(given) > 1]
    pooled = [mark for given in entries for mark in given]
    if len(pooled) < 2:  # noqa: PLR2004 (a pair)
        return None
    observed = sum(2 * _squares(given) / (len(given) - 1) for given in entries) / len(pooled)
    expected = 2 * _squares(pooled) / (len(pooled) * (len(pooled) - 1))
    return 1 - observed / expected if expected else None


def _squares(values: Sequence[float]) -> float:
    """The sum over all pairs of the squared difference: n * sum(x^2) - (sum x)^2."""
    middle = fmean(values)
    return len(values) * sum((value - middle) ** 2 for value in values)


def drift(marks: Marks, orders: Mapping[str, Sequence[str]], known: Mapping[str, Yardstick]) -> float | None:
    """Points of 100 by which marks rise from the first entry shown to the last (they fall, when negative).

    The slope of least squares of x_je - Z_e - b_j on the entry's place in the juror's own order, 0 to 1.
    """
    expected = normalised_means(marks, known)
    places, rests = [], []
    for juror, order in orders.items():
        last = max(1, len(order) - 1)
        for place, entry in enumerate(order):
            if (juror, entry) in marks:
                places.append(place / last)
                rests.append(marks[juror, entry] - known[juror].shift - expected[entry])
    return slope(places, rests)


def slope(places: Sequence[float], rests: Sequence[float]) -> float | None:
    if len(places) < 3 or not pstdev(places):  # noqa: PLR2004 (through two points goes every line)
        return None
    middle, height = fmean(places), fmean(rests)
    across = sum((place - middle) ** 2 for place in places)
    return sum((place - middle) * (rest - height) for place, rest in zip(places, rests, strict=True)) / across


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Kendall's tau-a between two score lists: concordant less discordant pairs, of all pairs (Biometrika 30, 1938)."""
    agreeing = sum(_sign(one[i] - one[k]) * _sign(other[i] - other[k]) for i, k in combinations(range(len(one)), 2))
    return agreeing / (len(one) * (len(one) - 1) / 2)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
