"""Deferred acceptance, many-to-many, with the candidates proposing."""

import heapq
from collections import deque
from collections.abc import Sequence

Scores = Sequence[dict[int, float]]
Most = int | Sequence[int]
"""How many organisations a candidate meets: as many for all, or by candidate."""


def quotas(most: Most, candidates: int) -> Sequence[int]:
    return [most] * candidates if isinstance(most, int) else most


def accept(liked: Scores, capacities: Sequence[int], quotas: Sequence[int], sought: Scores) -> list[set[int]]:
    """The organisations that hold each candidate at the end; `quotas[candidate]` is how many these may be.

    Of equals a candidate proposes to the lower number first, and an organisation prefers the lower number: lists are
    strict, so there is one candidate-optimal outcome and it does not depend on who proposes when.
    """
    wishes = [iter(sorted(sorted(choices), key=choices.__getitem__, reverse=True)) for choices in liked]
    held: list[list[tuple[float, int]]] = [[] for _ in capacities]
    met: list[set[int]] = [set() for _ in liked]
    free = deque(range(len(liked)))
    while free:
        candidate = free.popleft()
        own, wanted_by = met[candidate], sought[candidate]
        while len(own) < quotas[candidate]:
            organisation = next(wishes[candidate], None)
            if organisation is None:
                break
            refused = _hold(held[organisation], capacities[organisation], wanted_by[organisation], candidate)
            if refused == candidate:
                continue
            own.add(organisation)
            if refused is not None:
                met[refused].remove(organisation)
                free.append(refused)
    return met


def _hold(held: list[tuple[float, int]], capacity: int, score: float, candidate: int) -> int | None:
    """Hold the candidate, and return whom that pushes out: nobody, someone held before, or the candidate."""
    if len(held) < capacity:
        heapq.heappush(held, (score, -candidate))
        return None
    if not held:
        return candidate
    _, pushed_out = heapq.heappushpop(held, (score, -candidate))
    return -pushed_out
