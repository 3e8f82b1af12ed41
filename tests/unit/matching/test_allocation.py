"""Whoever can have an interview has one before anyone has two, and each round is stable."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.matching.domain.allocation import allocate, blocking_pairs


@st.composite
def forums(draw):
    """Up to 8 candidates and 4 organisations, some pairs forbidden, capacities 0 to 3, at most 1 to 3 each."""
    capacities = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    choices = st.dictionaries(st.integers(0, len(capacities) - 1), st.integers(1, 5).map(float))
    return draw(st.lists(choices, max_size=8)), capacities, draw(st.integers(1, 3))


def most_that_can_be_served(scores, capacities):
    """Kuhn's algorithm over single seats: an independent maximum matching."""
    seats = [organisation for organisation, capacity in enumerate(capacities) for _ in range(capacity)]
    holder = {}

    def seated(candidate, tried):
        for seat, organisation in enumerate(seats):
            if organisation in scores[candidate] and seat not in tried:
                tried.add(seat)
                if seat not in holder or seated(holder[seat], tried):
                    holder[seat] = candidate
                    return True
        return False

    return sum(seated(candidate, set()) for candidate in range(len(scores)))


@given(forums())
def test_nobody_has_more_than_there_is(forum):
    scores, capacities, most = forum
    met = allocate(scores, capacities, most)
    taken = Counter(organisation for organisations in met for organisation in organisations)
    assert all(taken[organisation] <= capacity for organisation, capacity in enumerate(capacities))
    assert all(len(organisations) <= most for organisations in met)
    assert all(organisations <= set(choices) for organisations, choices in zip(met, scores, strict=True))


@given(forums())
def test_as_many_as_possible_have_one_interview(forum):
    scores, capacities, most = forum
    served = sum(bool(organisations) for organisations in allocate(scores, capacities, most))
    assert served == most_that_can_be_served(scores, capacities)


@given(forums())
def test_the_second_round_takes_nobody_out_of_the_first(forum):
    scores, capacities, most = forum
    once, often = allocate(scores, capacities, 1), allocate(scores, capacities, most)
    assert all(first <= all_ for first, all_ in zip(once, often, strict=True))


@given(forums())
def test_nothing_that_fits_is_left_undone(forum):
    scores, capacities, most = forum
    met = allocate(scores, capacities, most)
    taken = Counter(organisation for organisations in met for organisation in organisations)
    for choices, organisations in zip(scores, met, strict=True):
        has_room = {organisation for organisation in choices if taken[organisation] < capacities[organisation]}
        assert len(organisations) == most or has_room <= organisations or not organisations


@given(forums())
def test_one_round_is_stable_where_room_suffices(forum):
    scores, capacities, _ = forum
    roomy = [len(scores)] * len(capacities)
    assert blocking_pairs(scores, roomy, allocate(scores, roomy, 1), 1) == 0


@given(forums())
def test_the_same_forum_gives_the_same_allocation(forum):
    assert allocate(*forum) == allocate(*forum)


def test_the_better_fit_is_met_where_one_place_is_left():
    assert allocate([{0: 0.5}, {0: 0.9}], [1], 1) == [set(), {0}]


def test_of_equals_the_one_who_registered_first():
    assert allocate([{0: 0.5}, {0: 0.5}], [1], 1) == [{0}, set()]


def test_someone_moves_so_that_everyone_has_one():
    flexible, bound = {0: 0.9, 1: 0.5}, {0: 0.4}
    assert allocate([flexible, bound], [1, 1], 1) == [{1}, {0}]


def test_moving_along_has_a_price_that_is_told():
    scores = [{0: 0.9, 1: 0.5}, {0: 0.4}]
    assert blocking_pairs(scores, [1, 1], allocate(scores, [1, 1], 1), 1) == 1


def test_a_long_chain_of_moves_is_found():
    count = 400
    scores = [{place: 0.9, place + 1: 0.5} for place in range(count - 1)] + [{0: 0.1}]
    assert all(allocate(scores, [1] * count, 1))
