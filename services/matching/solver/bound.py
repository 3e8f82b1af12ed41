"""How many interviews no timetable can exceed."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from services.matching.domain.allocation import Most, quotas
from services.matching.domain.board import Hours


def most_interviews(
    scores: Sequence[Mapping[int, float]], capacities: Sequence[int], most: Most, hours: Hours | None = None
) -> int:
    """The largest flow from candidates, `most` each, over pairs that may meet, one each, to organisations' places.

    Every timetable is such a flow, so none has more; a timetable must also keep the hours, so it may have fewer.
    Nor has one more than, summed over the slots, the tables open then, or the candidates there whom somebody may meet.
    """
    flow = _flow(scores, capacities, quotas(most, len(scores)))
    return flow if hours is None else min(flow, _by_slot(scores, hours))


def _by_slot(scores: Sequence[Mapping[int, float]], hours: Hours) -> int:
    free = [mask for mask, choices in zip(hours.free, scores, strict=True) if choices]
    return sum(
        min(sum(places[slot] for places in hours.places), sum(mask >> slot & 1 for mask in free))
        for slot in range(len(hours.near))
    )


def _flow(scores: Sequence[Mapping[int, float]], capacities: Sequence[int], most: Sequence[int]) -> int:
    candidates, organisations = len(scores), len(capacities)
    source, sink = candidates + organisations, candidates + organisations + 1
    starts, ends, limits = [], [], []
    for candidate, choices in enumerate(scores):
        if choices:
            starts.append(source)
            ends.append(candidate)
            limits.append(most[candidate])
            for organisation in choices:
                starts.append(candidate)
                ends.append(candidates + organisation)
                limits.append(1)
    for organisation, capacity in enumerate(capacities):
        starts.append(candidates + organisation)
        ends.append(sink)
        limits.append(capacity)
    size = sink + 1
    graph = csr_array((np.array(limits, dtype=np.int32), (starts, ends)), shape=(size, size))
    return int(maximum_flow(graph, source, sink).flow_value)
