"""When: a slot for each interview, so that no candidate and no table has two in the same slot.

Candidates and tables are the two sides of a bipartite multigraph, interviews its edges, slots colours. By König's
edge-colouring theorem as many slots suffice as the busiest candidate or table has interviews, so nothing that was
allocated is ever dropped for want of a slot.
"""

from collections.abc import Hashable, Sequence

Edge = tuple[Hashable, Hashable]
Slots = list[int | None]


def colour(edges: Sequence[Edge], slots: int) -> list[int]:
    """The slot of each (candidate, table) pair, in their order; no end may have more than `slots` pairs."""
    chosen = [-1] * len(edges)
    taken: dict[tuple[int, Hashable], Slots] = {}
    for edge, (candidate, table) in enumerate(edges):
        of_candidate = taken.setdefault((0, candidate), [None] * slots)
        of_table = taken.setdefault((1, table), [None] * slots)
        slot = _common(of_candidate, of_table)
        if slot is None:
            slot = of_candidate.index(None)
            _swap(edges, chosen, taken, (1, table), slot, of_table.index(None))
        chosen[edge] = slot
        of_candidate[slot] = of_table[slot] = edge
    return chosen


def _common(of_candidate: Slots, of_table: Slots) -> int | None:
    return next(
        (slot for slot, both in enumerate(zip(of_candidate, of_table, strict=True)) if both == (None, None)), None
    )


def _swap(
    edges: Sequence[Edge],
    chosen: list[int],
    taken: dict[tuple[int, Hashable], Slots],
    start: tuple[int, Hashable],
    busy: int,
    free: int,
) -> None:
    """Free the slot `busy` at `start`: exchange the two slots along the path that alternates between them."""
    path = []
    end, slot = start, busy
    while (edge := taken[end][slot]) is not None:
        path.append(edge)
        end = (1 - end[0], edges[edge][1 - end[0]])
        slot = free if slot == busy else busy
    for edge in path:
        for side in (0, 1):
            taken[side, edges[edge][side]][chosen[edge]] = None
    for edge in path:
        chosen[edge] = free if chosen[edge] == busy else busy
        for side in (0, 1):
            taken[side, edges[edge][side]][chosen[edge]] = edge
