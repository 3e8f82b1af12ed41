"""Nearness is symmetric, bounded, and as tight as the links are."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.nearness import NEARNESS, ReferredSkill, nearness

MATCHES = ("exact", "close", "broad")
links = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(MATCHES)), max_size=3, unique=True).map(tuple)
references = st.dictionaries(st.sampled_from("abcdef"), links, max_size=6)


def near(**linked):
    return nearness(ReferredSkill(code, links) for code, links in linked.items())


def test_a_tighter_link_is_nearer():
    assert near(a=(("x", "exact"),), b=(("x", "close"),))["a"]["b"] == 0.8
    assert near(a=(("x", "exact"),), b=(("x", "broad"),))["b"]["a"] == 0.6
    assert near(a=(("x", "broad"),), b=(("x", "broad"),))["a"]["b"] == 0.3


def test_skills_that_meet_nowhere_are_not_near():
    assert near(a=(("x", "exact"),), b=(("y", "exact"),), c=()) == {}


@given(references)
def test_it_is_the_nearest_place_where_two_meet_both_ways(linked):
    found = near(**linked)
    for one, other in product(linked, linked):
        met = [
            NEARNESS[frozenset({match, theirs})]
            for place, match in linked[one]
            for their_place, theirs in linked[other]
            if one != other and place == their_place
        ]
        assert found.get(one, {}).get(other, 0.0) == max(met, default=0.0)
