"""Juries: contests whose truth is known, ranked by the raw mean and by the normalised one; seeded, so always the same.

An entry's true quality is a draw of N(0, 1). A juror judges a criterion from 0 to 3 at 1.5 + severity + scale * (0.6 *
quality + noise), rounded; severity is a draw of N(0, s), scale of exp N(0, t), noise of N(0, 0.5) for each mark.
"""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import exp
from multiprocessing import get_context
from random import Random
from statistics import fmean, stdev

from benchmarks.table import Row
from services.events.domain.contest.aggregation import normalised_means, raw_means
from services.events.domain.contest.assignment import assigned
from services.events.domain.contest.chance import seeded
from services.events.domain.contest.fairness import correlation
from services.events.domain.contest.ranking import marks_of

CONTESTS = 10_000
SEED = "multaqa-juries-1"
CRITERIA = {"idea": 3, "craft": 3, "finish": 2, "use": 1, "show": 1}
NOISE = 0.5
PLACES = 9
TOGETHER = 20


@dataclass(frozen=True)
class Regime:
    """So many entries and jurors, each entry seen by so many; how much severities and scales vary."""

    name: str
    entries: int
    jurors: int
    per_entry: int
    severity: float
    scale: float


@dataclass(frozen=True)
class Played:
    """Of one contest: Kendall's tau to the truth, and how likely each ranking's first is the true winner."""

    raw: float
    normalised: float
    raw_wins: float
    normalised_wins: float


DESIGNS = (
    ("few scores", 6, 5, 3),
    ("complete, small", 8, 4, 4),
    ("complete", 12, 6, 6),
    ("incomplete", 20, 7, 3),
    ("incomplete, large", 36, 9, 3),
)
JURIES = (
    ("equal jurors", 0.0, 0.0),
    ("severe and mild", 0.4, 0.0),
    ("wide and narrow", 0.0, 0.35),
    ("both", 0.4, 0.35),
)
REGIMES = tuple(Regime(f"{name}; {jury}", *sizes, *varied) for name, *sizes in DESIGNS for jury, *varied in JURIES)


def play(regime: Regime, seed: str) -> Played:
    chance = seeded(SEED, regime.name, seed)
    truth = {f"e{n:03}": chance.gauss(0, 1) for n in range(regime.entries)}
    jurors = {f"j{n:02}": _yardstick(chance, regime) for n in range(regime.jurors)}
    design = assigned(list(truth), list(jurors), set(), regime.per_entry, seed)
    points = {
        (juror, entry): {code: _judged(chance, truth[entry], *jurors[juror]) for code in CRITERIA}
        for juror, entry in sorted(design.pairs)
    }
    marks = marks_of(points, CRITERIA)
    raw, normalised = (_in_order(means, truth) for means in (raw_means(marks), normalised_means(marks)))
    worth = list(truth.values())
    return Played(correlation(worth, raw), correlation(worth, normalised), _wins(worth, raw), _wins(worth, normalised))


def _yardstick(chance: Random, regime: Regime) -> tuple[float, float]:
    return chance.gauss(0, regime.severity), exp(chance.gauss(0, regime.scale))


def _judged(chance: Random, quality: float, severity: float, scale: float) -> int:
    meant = 1.5 + severity + scale * (0.6 * quality + chance.gauss(0, NOISE))
    return min(3, max(0, round(meant)))


def _in_order(means: dict[str, float], truth: dict[str, float]) -> list[float]:
    return [round(means[entry], PLACES) for entry in truth]


def _wins(worth: list[float], scores: list[float]) -> float:
    """A first place that is shared is the winner's in part."""
    first = [place for place, score in enumerate(scores) if score == max(scores)]
    return (worth.index(max(worth)) in first) / len(first)


def rows(scale: float = 1.0) -> Iterable[Row]:
    """One row per regime, and two over all of them, which must not fall below the raw mean."""
    each = max(TOGETHER, int(CONTESTS * scale) // len(REGIMES))
    everything: list[Played] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as hands:
        for regime in REGIMES:
            seeds = map(str, range(each))
            told = list(hands.map(partial(play, regime), seeds, chunksize=TOGETHER))
            everything += told
            yield _row(f"jury: {regime.name}", told, "raw mean", None)
    yield _row(f"jury: {len(everything):,} contests, tau to the truth", everything, "raw mean", 1.0)
    ours, peer = fmean(one.normalised_wins for one in everything), fmean(one.raw_wins for one in everything)
    note = f"seed {SEED}; the ranking's first is the truly best entry"
    yield Row(
        f"jury: {len(everything):,} contests, true winner wins",
        "% of contests",
        100 * ours,
        100 * peer,
        "raw mean",
        1.0,
        note,
    )


def _row(name: str, told: list[Played], peer: str, wanted: float | None) -> Row:
    ours, theirs = fmean(one.normalised for one in told), fmean(one.raw for one in told)
    better = [one.normalised - one.raw for one in told]
    wins = [100 * fmean(one) for one in zip(*((one.normalised_wins, one.raw_wins) for one in told), strict=True)]
    error = 1.96 * stdev(better) / len(better) ** 0.5
    gained = f"tau {ours - theirs:+.4f} ± {error:.4f}"
    note = f"{gained}; the true winner wins in {wins[0]:.1f} % against {wins[1]:.1f} %"
    return Row(name, "tau × 100", 100 * ours, 100 * theirs, peer, wanted, note)
