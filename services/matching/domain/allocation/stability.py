"""How good an allocation is: pairs that would both rather meet, what the floors cost, how evenly interviews lie."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.domain.allocation.acceptance import Most, Scores, accept, quotas


@dataclass(frozen=True)
class Price:
    """What the floors cost: pairs that would block if floors could be given up, and the score lost against none."""

    blocking_pairs: int
    score: float


@dataclass(frozen=True)
class Quality:
    """`blocking_pairs` beyond the floors, which are 0; `floors_*` are their price; 0 is the most even `gini_*`."""

    blocking_pairs: int
    floors_blocking_pairs: int
    floors_score: float
    total_score: float
    gini_candidates: float
    gini_organisations: float


def quality(
    liked: Scores, sought: Scores, capacities: Sequence[int], most: Most, floors: Sequence[set[int]],
    met: Sequence[set[int]], scores: Scores | None = None,
) -> Quality:  # fmt: skip
    """Interviews are counted over the candidates some organisation may meet, and the organisations with a place.

    `scores` are what totals add up, where the lists tell more of an order than of a worth.
    """
    price = floors_price(liked, capacities, most, met, sought, scores)
    visits = Counter(organisation for organisations in met for organisation in organisations)
    return Quality(
        blocking_pairs=blocking_pairs(liked, capacities, met, most, sought=sought, floors=floors),
        floors_blocking_pairs=price.blocking_pairs,
        floors_score=price.score,
        total_score=total_score(scores or liked, scores or sought, met),
        gini_candidates=gini([len(own) for own, choices in zip(met, liked, strict=True) if choices]),
        gini_organisations=gini([visits[place] for place, capacity in enumerate(capacities) if capacity]),
    )


def floors_price(
    liked: Scores, capacities: Sequence[int], most: Most, met: Sequence[set[int]], sought: Scores,
    scores: Scores | None = None,
) -> Price:  # fmt: skip
    unprotected = accept(liked, capacities, quotas(most, len(liked)), sought)
    given, taken = scores or liked, scores or sought
    lost = total_score(given, taken, unprotected) - total_score(given, taken, met)
    return Price(blocking_pairs(liked, capacities, met, most, sought=sought), lost)


def total_score(liked: Scores, sought: Scores, met: Sequence[set[int]]) -> float:
    """Of all interviews, the mean of what both sides give them."""
    return math.fsum(
        (choices[one] + wanted[one]) / 2
        for choices, wanted, organisations in zip(liked, sought, met, strict=True)
        for one in organisations
    )


def blocking_pairs(
    liked: Scores,
    capacities: Sequence[int],
    met: Sequence[set[int]],
    most: Most,
    *,
    sought: Scores | None = None,
    floors: Sequence[set[int]] | None = None,
) -> int:
    """Pairs that would both rather meet than keep the least of what they have; what is a floor is not given up."""
    sought, floors = sought or liked, floors or [set() for _ in liked]
    places = list(capacities)
    least: list[tuple[float, int]] = [(math.inf, 0)] * len(places)
    for candidate, organisations in enumerate(met):
        for organisation in organisations:
            places[organisation] -= 1
            if organisation not in floors[candidate]:
                least[organisation] = min(least[organisation], (sought[candidate][organisation], -candidate))
    blocking, at_most = 0, quotas(most, len(liked))
    for candidate, choices in enumerate(liked):
        own, wanted_by = met[candidate], sought[candidate]
        bar = _least_liked(choices, own - floors[candidate]) if len(own) >= at_most[candidate] else -math.inf
        blocking += sum(
            score > bar and (places[one] > 0 or (wanted_by[one], -candidate) > least[one])
            for one, score in choices.items()
            if one not in own
        )
    return blocking


def _least_liked(choices: dict[int, float], held: set[int]) -> float:
    return min((choices[one] for one in held), default=math.inf)


def gini(counts: Sequence[int]) -> float:
    """How unevenly interviews lie: 0 where everyone has as many, towards 1 where one has them all."""
    total = sum(counts)
    if not total:
        return 0.0
    ranked = sum(place * count for place, count in enumerate(sorted(counts), start=1))
    return (2 * ranked / total - len(counts) - 1) / len(counts)
