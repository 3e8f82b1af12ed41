"""Who meets whom: stable rounds of deferred acceptance, with a floor under everyone.

Candidates and organisations are numbered. Round one gives as many candidates as possible one interview; only then does
a second round give some a second, and so on. A round is deferred acceptance with the candidates proposing (Gale and
Shapley, 1962): among those it places, nobody prefers an organisation that would rather have met them. After round
one, augmenting paths move people so that whoever can have an interview has one: coverage is that of a maximum
bipartite matching, and its price is a few pairs that would rather have met each other.
"""

import heapq
import math
from collections import deque
from collections.abc import Sequence

Scores = Sequence[dict[int, float]]


def allocate(scores: Scores, capacities: Sequence[int], most: int) -> list[set[int]]:
    """The organisations that each candidate meets.

    `scores[candidate]` maps the organisations that the candidate may meet to the score of meeting; both sides prefer
    a higher score, and of equals an organisation prefers the lower candidate number. `capacities[organisation]` is how
    many candidates it can meet, `most` how many organisations a candidate meets.
    """
    met: list[set[int]] = [set() for _ in scores]
    left = list(capacities)
    for turn in range(most):
        members = _accept(_open_choices(scores, met, turn), left)
        if turn == 0:
            _cover_all(scores, members, left)
        for organisation, candidates in enumerate(members):
            left[organisation] -= len(candidates)
            for candidate in candidates:
                met[candidate].add(organisation)
    return met


def _open_choices(scores: Scores, met: Sequence[set[int]], turn: int) -> list[dict[int, float]]:
    """What is open to those who were served in every round before this one."""
    return [
        {organisation: score for organisation, score in choices.items() if organisation not in already}
        if len(already) == turn
        else {}
        for choices, already in zip(scores, met, strict=True)
    ]


def _accept(choices: Scores, capacities: Sequence[int]) -> list[set[int]]:
    """One round of deferred acceptance: the candidates that each organisation holds at its end."""
    proposals = [
        iter(sorted(wanted, key=lambda organisation: (-wanted[organisation], organisation))) for wanted in choices
    ]
    held: list[list[tuple[float, int]]] = [[] for _ in capacities]
    free = deque(range(len(choices)))
    while free:
        candidate = free.popleft()
        for organisation in proposals[candidate]:
            refused = _hold(held[organisation], capacities[organisation], choices[candidate][organisation], candidate)
            if refused != candidate:
                if refused is not None:
                    free.append(refused)
                break
    return [{-number for _, number in pairs} for pairs in held]


def _hold(held: list[tuple[float, int]], capacity: int, score: float, candidate: int) -> int | None:
    """Hold the candidate, and return whom that pushes out: nobody, someone held before, or the candidate."""
    if len(held) < capacity:
        heapq.heappush(held, (score, -candidate))
        return None
    if not held:
        return candidate
    _, pushed_out = heapq.heappushpop(held, (score, -candidate))
    return -pushed_out


def _cover_all(scores: Scores, members: list[set[int]], capacities: Sequence[int]) -> None:
    """Give an interview to whoever can still have one by moving others along an augmenting path."""
    served = set().union(*members)
    hopeless: set[int] = set()
    for candidate, choices in enumerate(scores):
        if candidate not in served and choices:
            _cover(candidate, scores, members, capacities, hopeless)


def _cover(
    candidate: int, scores: Scores, members: list[set[int]], capacities: Sequence[int], hopeless: set[int]
) -> None:
    """Search breadth first for an organisation with room; `hopeless` collects those from which none is reached.

    Organisations visited in vain stay full with members who can go nowhere else, so no later search need enter them.
    """
    arrived = {organisation: candidate for organisation in scores[candidate] if organisation not in hopeless}
    came_from: dict[int, int | None] = dict.fromkeys(arrived)
    waiting = deque(arrived)
    while waiting:
        organisation = waiting.popleft()
        if len(members[organisation]) < capacities[organisation]:
            _move_along(organisation, arrived, came_from, members)
            return
        for member in sorted(members[organisation]):
            for other in scores[member]:
                if other not in arrived and other not in hopeless:
                    arrived[other], came_from[other] = member, organisation
                    waiting.append(other)
    hopeless.update(arrived)


def _move_along(
    organisation: int | None, arrived: dict[int, int], came_from: dict[int, int | None], members: list[set[int]]
) -> None:
    while organisation is not None:
        mover, left = arrived[organisation], came_from[organisation]
        members[organisation].add(mover)
        if left is not None:
            members[left].remove(mover)
        organisation = left


def blocking_pairs(scores: Scores, capacities: Sequence[int], met: Sequence[set[int]], most: int) -> int:
    """Pairs that would both rather meet than keep the least of what they have: the price of the floor."""
    members: list[list[tuple[float, int]]] = [[] for _ in capacities]
    for candidate, organisations in enumerate(met):
        for organisation in organisations:
            members[organisation].append((scores[candidate][organisation], -candidate))
    bars = [_bar(pairs, capacity) for pairs, capacity in zip(members, capacities, strict=True)]
    return sum(
        _wants(choices, already, organisation, most) and (score, -candidate) > bars[organisation]
        for candidate, (choices, already) in enumerate(zip(scores, met, strict=True))
        for organisation, score in choices.items()
        if organisation not in already
    )


def _bar(members: list[tuple[float, int]], capacity: int) -> tuple[float, int]:
    """What a candidate must exceed for the organisation to want them."""
    if capacity == 0:
        return (math.inf, 0)
    return min(members) if len(members) >= capacity else (-math.inf, 0)


def _wants(choices: dict[int, float], already: set[int], organisation: int, most: int) -> bool:
    return len(already) < most or choices[organisation] > min(choices[held] for held in already)
