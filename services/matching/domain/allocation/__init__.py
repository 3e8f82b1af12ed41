"""Who meets whom: many-to-many stable matching, with a floor under everyone.

Candidates and organisations are numbered; each side has its own list, as a score of each pair that may meet. First the
floors are laid: a stable matching of one interview each, in which augmenting paths then move people until as many
candidates as possible have one. Then one deferred acceptance with the candidates proposing (Gale and Shapley, 1962;
Roth, 1984, for many-to-many) gives the rest: floors are given up by neither side, and beyond them no pair would both
rather meet than keep what they have. What the floors cost is measured (`stability.py`).
"""

from collections.abc import Sequence

from services.matching.domain.allocation.acceptance import Most, Scores, accept, quotas
from services.matching.domain.allocation.coverage import cover_all
from services.matching.domain.allocation.stability import (
    Price,
    Quality,
    blocking_pairs,
    floors_price,
    gini,
    quality,
    total_score,
)

__all__ = [
    "Most",
    "Price",
    "Quality",
    "Scores",
    "accept",
    "allocate",
    "blocking_pairs",
    "fill_up",
    "floors_price",
    "gini",
    "lay_floors",
    "quality",
    "quotas",
    "total_score",
]

Met = list[set[int]]


def allocate(liked: Scores, capacities: Sequence[int], most: Most, sought: Scores | None = None) -> Met:
    """The organisations that each candidate meets.

    `liked[candidate]` maps the organisations that the candidate may meet to how much the candidate likes to, and
    `sought[candidate]` the same ones to how much each of them seeks this candidate (where left out, as much).
    `capacities[organisation]` is how many candidates it can meet, `most` how many organisations a
    candidate meets, one number for all or one each.
    """
    return fill_up(liked, capacities, most, lay_floors(liked, capacities, sought), sought)


def lay_floors(liked: Scores, capacities: Sequence[int], sought: Scores | None = None) -> Met:
    """One interview for as many candidates as can have one."""
    floors = accept(liked, capacities, [1] * len(liked), sought or liked)
    cover_all(liked, floors, capacities)
    return floors


def fill_up(
    liked: Scores, capacities: Sequence[int], most: Most, floors: Sequence[set[int]], sought: Scores | None = None
) -> Met:
    """The floors, and what deferred acceptance gives beside them: at most `most` to each candidate."""
    left = list(capacities)
    for organisations in floors:
        for organisation in organisations:
            left[organisation] -= 1
    open_to = [
        {organisation: score for organisation, score in choices.items() if organisation not in floor}
        for choices, floor in zip(liked, floors, strict=True)
    ]
    more = accept(
        open_to,
        left,
        [most - len(floor) for most, floor in zip(quotas(most, len(liked)), floors, strict=True)],
        sought or liked,
    )
    return [floor | beside for floor, beside in zip(floors, more, strict=True)]
