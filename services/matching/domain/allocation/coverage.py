"""Coverage: whoever can still have an interview gets it, by moving others along augmenting paths."""

from collections import deque
from collections.abc import Sequence

from services.matching.domain.allocation.acceptance import Scores


def cover_all(scores: Scores, floors: list[set[int]], capacities: Sequence[int]) -> None:
    """Move people, in place, until as many as possible have one: a maximum bipartite matching."""
    members: list[set[int]] = [set() for _ in capacities]
    for candidate, organisations in enumerate(floors):
        for organisation in organisations:
            members[organisation].add(candidate)
    hopeless: set[int] = set()
    for candidate, choices in enumerate(scores):
        if choices and not floors[candidate]:
            for mover, organisation in _path(candidate, scores, members, capacities, hopeless):
                for left in floors[mover]:
                    members[left].remove(mover)
                floors[mover] = {organisation}
                members[organisation].add(mover)


def _path(
    candidate: int, scores: Scores, members: list[set[int]], capacities: Sequence[int], hopeless: set[int]
) -> list[tuple[int, int]]:
    """Who moves where, the last one first; nobody where no organisation with room is reached.

    Breadth first, so as few as possible move. Organisations visited in vain stay full with members who can go nowhere
    else, so no later search need enter them: `hopeless` collects them.
    """
    arrived = {organisation: candidate for organisation in scores[candidate] if organisation not in hopeless}
    came_from: dict[int, int | None] = dict.fromkeys(arrived)
    waiting = deque(arrived)
    while waiting:
        organisation = waiting.popleft()
        if len(members[organisation]) < capacities[organisation]:
            return list(_backwards(organisation, arrived, came_from))
        for member in sorted(members[organisation]):
            for other in scores[member]:
                if other not in arrived and other not in hopeless:
                    arrived[other], came_from[other] = member, organisation
                    waiting.append(other)
    hopeless.update(arrived)
    return []


def _backwards(
    organisation: int | None, arrived: dict[int, int], came_from: dict[int, int | None]
) -> list[tuple[int, int]]:
    moves = []
    while organisation is not None:
        moves.append((arrived[organisation], organisation))
        organisation = came_from[organisation]
    return moves
