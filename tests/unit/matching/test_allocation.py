"""Whoever can have an interview has one before anyone has two, and beyond these floors nobody would rather swap."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.allocation import (
    accept,
    allocate,
    blocking_pairs,
    floors_price,
    gini,
    lay_floors,
    total_score,
)


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
def test_nobody_gives_up_their_floor_for_more(forum):
    scores, capacities, most = forum
    floors, met = lay_floors(scores, capacities), allocate(scores, capacities, most)
    assert all(floor <= all_ for floor, all_ in zip(floors, met, strict=True))


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


@st.composite
def two_sided(draw, candidates=6):
    """A forum whose two sides have lists of their own."""
    liked, capacities, most = draw(forums())
    liked = liked[:candidates]
    sought = [{organisation: float(draw(st.integers(1, 5))) for organisation in choices} for choices in liked]
    return liked, sought, capacities, most


def would_rather(forum, met, floors):
    """An independent checker, by the definition: each side has room, or something it would give up for the other."""
    liked, sought, capacities, most = forum
    blocking = []
    for candidate, choices in enumerate(liked):
        for organisation in set(choices) - met[candidate]:
            others = [other for other, organisations in enumerate(met) if organisation in organisations]
            for_candidate = [one for one in met[candidate] - floors[candidate] if choices[one] < choices[organisation]]
            for_organisation = [
                other
                for other in others
                if organisation not in floors[other]
                and (sought[other][organisation], -other) < (sought[candidate][organisation], -candidate)
            ]
            candidate_would = len(met[candidate]) < most or for_candidate
            organisation_would = len(others) < capacities[organisation] or for_organisation
            if candidate_would and organisation_would:
                blocking.append((candidate, organisation))
    return blocking


@settings(max_examples=400)
@given(two_sided())
def test_beyond_the_floors_no_pair_would_rather_meet(forum):
    liked, sought, capacities, most = forum
    floors, met = lay_floors(liked, capacities, sought), allocate(liked, capacities, most, sought)
    assert would_rather(forum, met, floors) == []
    assert blocking_pairs(liked, capacities, met, most, sought=sought, floors=floors) == 0


@settings(max_examples=400)
@given(two_sided())
def test_the_pairs_that_the_floors_make_unhappy_are_counted(forum):
    liked, sought, capacities, most = forum
    met = allocate(liked, capacities, most, sought)
    price = floors_price(liked, capacities, most, met, sought)
    assert price.blocking_pairs == len(would_rather(forum, met, [set() for _ in liked]))
    free = accept(liked, capacities, [most] * len(liked), sought)
    assert would_rather(forum, free, [set() for _ in liked]) == []
    assert price.score == total_score(liked, sought, free) - total_score(liked, sought, met)


@settings(max_examples=200)
@given(two_sided(candidates=4))
def test_no_stable_outcome_is_better_for_any_candidate(forum):
    """All outcomes of one interview each, tried one by one."""
    tied, sought, capacities, _ = forum
    liked = [{one: score - one / 100 for one, score in choices.items()} for choices in tied]
    ours = accept(liked, capacities, [1] * len(liked), sought)
    for places in product(*([None, *choices] for choices in liked)):
        taken = Counter(place for place in places if place is not None)
        if any(count > capacities[place] for place, count in taken.items()):
            continue
        met = [set() if place is None else {place} for place in places]
        if would_rather((liked, sought, capacities, 1), met, [set() for _ in liked]) == []:
            assert all(
                worth(own, choices) >= worth(other, choices)
                for own, other, choices in zip(ours, met, liked, strict=True)
            )


def worth(organisations, choices):
    return sum(choices[one] for one in organisations)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_unevenness_is_half_the_relative_mean_difference(counts):
    differences = sum(abs(one - other) for one, other in combinations(counts, 2))
    expected = differences / (len(counts) * sum(counts)) if any(counts) else 0
    assert abs(gini(counts) - expected) < 1e-9


def test_each_side_follows_its_own_list():
    liked, sought = [{0: 1.0, 1: 2.0}, {0: 1.0, 1: 2.0}], [{0: 1.0, 1: 1.0}, {0: 1.0, 1: 2.0}]
    assert allocate(liked, [1, 1], 1, sought) == [{0}, {1}]
