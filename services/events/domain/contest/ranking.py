"""Places: who stands where, how sure that is, and whether the method decides it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, pstdev

from services.events.domain.contest.aggregation import (
    Yardstick,
    by_entry,
    corrected,
    normalised_means,
    raw_means,
    yardsticks,
)
from services.events.domain.contest.chance import seeded

Points = Mapping[tuple[str, str], Mapping[str, int]]
"""By (juror, entry): the points, 0 to 3, of each criterion."""

FULL = 3
PLACES = 6
"""Decimals in which two scores are one score."""
DRAWS = 400
SURE = 0.9
PODIUM = 3
MEDIAN_SHOWN = 700
SPREAD_SHOWN = 50


@dataclass(frozen=True)
class Place:
    """`rank` is shared by a tie; `low` and `high` bound it in nine of ten draws of the jury."""

    entry_id: str
    raw: float
    normalised: float
    standing: float
    rank: int
    low: int
    high: int
    rank_otherwise: int
    jurors: int


@dataclass(frozen=True)
class Ranking:
    method: str
    places: tuple[Place, ...]
    podium_changes: bool
    yardsticks: Mapping[str, Yardstick]


def marks_of(points: Points, weights: Mapping[str, int]) -> dict[tuple[str, str], float]:
    """x_je = 100 * sum_c(w_c * p_jec) / (3 * sum_c(w_c)): the weighted mean of the points, 0 to 100."""
    whole = FULL * sum(weights.values())
    return {
        pair: 100 * sum(weights[code] * given for code, given in points_of.items()) / whole
        for pair, points_of in points.items()
    }


def ranked(points: Points, weights: Mapping[str, int], method: str, seed: str) -> Ranking:
    """The ranking by the method that was chosen before scoring, beside the other's."""
    marks = marks_of(points, weights)
    known = yardsticks(marks)
    raw, normalised = raw_means(marks), normalised_means(marks, known)
    chosen, other = (normalised, raw) if method == "normalised" else (raw, normalised)
    ranks = ranks_of(chosen, heaviest_means(points, weights, method))
    otherwise = ranks_of(other, heaviest_means(points, weights, "raw" if method == "normalised" else "normalised"))
    standing = corrected(marks, known) if method == "normalised" else by_entry(marks)
    bounds = rank_intervals(standing, seed)
    counted = by_entry(marks)
    shown = displayed(chosen)
    places = [
        Place(
            entry_id=entry,
            raw=raw[entry],
            normalised=normalised[entry],
            standing=shown[entry],
            rank=ranks[entry],
            low=min(ranks[entry], bounds[entry][0]),
            high=max(ranks[entry], bounds[entry][1]),
            rank_otherwise=otherwise[entry],
            jurors=len(counted[entry]),
        )
        for entry in sorted(chosen, key=lambda entry: (ranks[entry], entry))
    ]
    return Ranking(method, tuple(places), podium(ranks) != podium(otherwise), known)


def heaviest_means(points: Points, weights: Mapping[str, int], method: str) -> dict[str, float]:
    """By entry, its score by the same method on the criterion that weighs most (the first such of the rubric)."""
    heaviest = max(weights, key=lambda code: weights[code])
    alone = marks_of({pair: {heaviest: given[heaviest]} for pair, given in points.items()}, {heaviest: 1})
    return normalised_means(alone) if method == "normalised" else raw_means(alone)


def ranks_of(scores: Mapping[str, float], heaviest: Mapping[str, float]) -> dict[str, int]:
    """1, 2, 2, 4: equal scores are parted by the heaviest criterion; still equal, they share the rank."""
    keys = {entry: (round(score, PLACES), round(heaviest[entry], PLACES)) for entry, score in scores.items()}
    return {entry: 1 + sum(other > key for other in keys.values()) for entry, key in keys.items()}


def podium(ranks: Mapping[str, int], places: int = PODIUM) -> dict[str, int]:
    return {entry: rank for entry, rank in ranks.items() if rank <= places}


def displayed(scores: Mapping[str, float]) -> dict[str, float]:
    """The scale of WorldSkills: the median entry stands at 700, and a standard deviation is 50; of none, nothing."""
    if not scores:
        return {}
    middle, spread = median(scores.values()), pstdev(scores.values())
    return {
        entry: MEDIAN_SHOWN + (SPREAD_SHOWN * (score - middle) / spread if spread else 0.0)
        for entry, score in scores.items()
    }


def rank_intervals(
    standing: Mapping[str, Mapping[str, float]], seed: str, draws: int = DRAWS
) -> dict[str, tuple[int, int]]:
    """By entry, the ranks that bound nine of ten draws: its jurors are drawn anew, with repetition, for each entry.

    The percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13) given the
    jurors' yardsticks: it tells how far the place hangs on which jurors an entry happened to have.
    """
    chance, given = seeded(seed, "intervals"), {entry: list(of.values()) for entry, of in sorted(standing.items())}
    met: dict[str, list[int]] = {entry: [] for entry in given}
    for _ in range(draws):
        drawn = {entry: _mean_drawn(values, chance.random) for entry, values in given.items()}
        for rank, entry in enumerate(sorted(drawn, key=lambda one: -drawn[one]), 1):
            met[entry].append(rank)
    return {entry: _bounds(sorted(ranks)) for entry, ranks in met.items()}


def _mean_drawn(values: Sequence[float], chance: Callable[[], float]) -> float:
    count = len(values)
    return sum(values[int(chance() * count)] for _ in range(count)) / count


def _bounds(ranks: Sequence[int]) -> tuple[int, int]:
    aside = int(len(ranks) * (1 - SURE) / 2)
    return ranks[aside], ranks[-1 - aside]
