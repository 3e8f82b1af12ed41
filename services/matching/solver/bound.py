"""How many interviews no timetable can exceed."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow


def most_interviews(scores: Sequence[Mapping[int, float]], capacities: Sequence[int], most: int) -> int:
    """The largest flow from candidates, `most` each, over pairs that may meet, one each, to organisations' places.

    Every timetable is such a flow, so none has more; a timetable must also keep the hours, so it may have fewer.
    """
    candidates, organisations = len(scores), len(capacities)
    source, sink = candidates + organisations, candidates + organisations + 1
    starts, ends, limits = [], [], []
    for candidate, choices in enumerate(scores):
        if choices:
            starts.append(source)
            ends.append(candidate)
            limits.append(most)
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
