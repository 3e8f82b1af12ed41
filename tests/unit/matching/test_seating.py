"""Seats are held against an independent check, and against the most that trying everything finds on small instances."""

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.seating import Pair, most_seats, seated, waited
from services.matching.solver.bound import most_interviews
from tests.unit.matching.seats import faults, near_of, tables_of, wished

WALK = [0, 1, 2]


@st.composite
def instances(draw):
    counts = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3))
    asked = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, len(counts) - 1)), unique=True, max_size=9))
    days, per_day, walk = draw(st.integers(1, 2)), draw(st.integers(1, 4)), draw(st.sampled_from(WALK))
    return asked, counts, near_of(days, per_day, walk), draw(st.integers(1, 4))


@settings(max_examples=400, deadline=None)
@given(instances(), st.lists(st.integers(0, 2), min_size=1, max_size=4))
def test_nobody_and_no_table_is_twice_and_everybody_has_time_to_walk(instance, ranks):
    asked, counts, near, most = instance
    pairs, most = wished(asked, ranks), min(most, most_seats(near))
    assert list(faults(seated(pairs, tables_of(*counts), near, most), pairs, near, most)) == []


def most_that_fit(asked, counts, near):
    """By trying everything: each pair has no slot, or one of those there are."""
    best = 0
    for slots in product([None, *range(len(near))], repeat=len(asked)):
        placed = [(pair, slot) for pair, slot in zip(asked, slots, strict=True) if slot is not None]
        if len(placed) <= best:
            continue
        walks = all(one[0][0] != other[0][0] or other[1] not in near[one[1]] for one, other in combinations(placed, 2))
        if walks and all(
            sum(pair[1] == place and at == slot for pair, at in placed) <= count
            for place, count in enumerate(counts)
            for slot in range(len(near))
        ):
            best = len(placed)
    return best


@pytest.mark.parametrize("walk", WALK)
def test_ninety_nine_of_a_hundred_are_seated_that_trying_everything_seats(walk):
    found = best = 0
    for seed in range(150):
        random = Random(f"{walk}/{seed}")
        counts = [random.randint(1, 2) for _ in range(2)]
        every = list(product(range(4), range(2)))
        asked = random.sample(every, random.randint(3, 6))
        near = near_of(1, random.randint(2, 4), walk)
        found += len(seated(wished(asked), tables_of(*counts), near, len(near)))
        best += most_that_fit(asked, counts, near)
    assert found <= best
    assert 100 * found >= 99 * best


@pytest.mark.parametrize(("candidates", "walk"), [(600, 1), (400, 1), (300, 1), (400, 2)])
def test_a_forum_without_a_spare_table_leaves_no_place_empty(candidates, walk):
    """Wishes for exactly the places there are: 32 organisations with 3 tables, two days of 16 slots."""
    random, asked, had = Random(candidates), [], [0] * candidates
    for organisation in range(32):
        usual = sorted(range(candidates), key=lambda candidate: (had[candidate], random.random()))
        for candidate in usual[:96]:
            had[candidate] += 1
            asked.append((candidate, organisation))
    near = near_of(2, 16, walk)
    seats = seated(wished(asked), tables_of(*[3] * 32), near, most_seats(near))
    assert len(seats) == 32 * 3 * 32


@pytest.mark.parametrize("most", [4, 6, 16])
def test_where_half_of_the_companies_are_sought_after_nearly_everything_that_fits_is_seated(most):
    """The other half has places that only somebody who gives up a better one can use."""
    random, scores, pairs = Random(1), [{} for _ in range(700)], []
    for candidate in range(700):
        for organisation in range(32):
            if random.random() < (0.5 if organisation < 16 else 0.1):
                scores[candidate][organisation] = random.random()
                pairs.append(Pair(candidate, organisation, scores[candidate][organisation], 1, "o"))
    near = near_of(2, 16, 1)
    seats = seated(pairs, tables_of(*[3] * 32), near, most)
    assert len(seats) >= 0.99 * most_interviews(scores, [96] * 32, most)


def test_who_was_allocated_comes_before_who_stands_by():
    pairs = [Pair(0, 0, 0.9, 2, "o"), Pair(1, 0, 0.5, 1, "o")]
    near = near_of(1, 2, 1)
    assert [(seat.candidate, seat.slot) for seat in seated(pairs, tables_of(1), near, 1)] == [(1, 0), (0, 1)]
    assert [seat.candidate for seat in seated(pairs, tables_of(1), near_of(1, 1, 1), 1)] == [1]


def test_an_hour_of_waiting_is_counted_and_a_walk_is_not():
    near, days = near_of(2, 6, 1), [slot // 6 for slot in range(12)]
    pairs = wished([(0, 0), (0, 1), (0, 2)])
    seats = seated(pairs, tables_of(1, 1, 1), near, 3)
    assert sorted(seat.slot for seat in seats) == [0, 2, 4]
    assert waited(seats, near, days) == 0
    apart = [seat for seat in seats if seat.slot != 2]
    assert waited(apart, near, days) == 1


def test_the_bound_is_what_no_side_can_exceed():
    scores = [{0: 0.5, 1: 0.5}, {0: 0.5}, {}]
    assert most_interviews(scores, [1, 5], most=2) == 2
    assert most_interviews(scores, [2, 5], most=1) == 2
    assert most_interviews(scores, [2, 5], most=2) == 3
    assert most_interviews([], [3], most=2) == 0
