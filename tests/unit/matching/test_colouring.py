"""Every pair gets a slot, and no end of a pair is in two places at once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.colouring import colour

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=40)


def busiest(edges):
    return max((*Counter(edge[0] for edge in edges).values(), *Counter(edge[1] for edge in edges).values()), default=1)


@given(PAIRS, st.integers(0, 2))
def test_as_many_slots_as_the_busiest_has_pairs_suffice(edges, spare):
    slots = busiest(edges) + spare
    chosen = colour(edges, slots)
    assert all(0 <= slot < slots for slot in chosen)
    for side in (0, 1):
        assert len({(edge[side], slot) for edge, slot in zip(edges, chosen, strict=True)}) == len(edges)


def test_the_two_sides_are_not_confused():
    assert colour([(1, 1), (1, 2), (2, 1)], 2) in ([0, 1, 1], [1, 0, 0])


def test_too_few_slots_are_an_error():
    with pytest.raises(ValueError, match="not in list"):
        colour([(1, 1), (1, 2)], 1)
