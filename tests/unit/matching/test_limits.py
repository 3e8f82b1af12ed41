"""Who is away, tables that are closed and what was fixed hold in every timetable; pins that cannot hold are named."""

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.matching.domain.limits import Limits, Pin
from services.matching.domain.seating import KEPT, Pair, most_seats, seated
from tests.unit.matching.seats import faults, near_of, tables_of, wished


@st.composite
def narrowed(draw):
    """A small hall, what is wished there, and what narrows it; pins may contradict each other."""
    counts = draw(st.lists(st.integers(1, 2), min_size=1, max_size=3))
    pairs = st.tuples(st.integers(0, 4), st.integers(0, len(counts) - 1))
    asked = draw(st.lists(pairs, unique=True, min_size=1, max_size=8))
    near = near_of(draw(st.integers(1, 2)), draw(st.integers(1, 4)), draw(st.integers(0, 2)))
    slots, tables = st.integers(0, len(near) - 1), tables_of(*counts)
    away = draw(st.dictionaries(st.integers(0, 4), st.frozensets(slots, max_size=3), max_size=3))
    every = [table.id for own in tables for table in own]
    closed = draw(st.dictionaries(st.sampled_from(every), st.frozensets(slots, max_size=3), max_size=3))
    pins = []
    for candidate, organisation in draw(st.lists(st.sampled_from(asked), unique=True, max_size=3)):
        named = draw(st.sampled_from([None, *(table.id for table in tables[organisation])]))
        pins.append(Pin(candidate, organisation, draw(slots), named))
    return asked, tables, near, Limits(away, closed, tuple(pins))


@settings(max_examples=500, deadline=None)
@given(narrowed(), st.lists(st.integers(KEPT, 2), min_size=1, max_size=4), st.integers(1, 3))
def test_what_narrows_a_timetable_holds_in_it(hall, ranks, most):
    asked, tables, near, limits = hall
    assume(not list(limits.contradictions(near, tables)))
    pairs, most = wished(asked, ranks), min(most, most_seats(near))
    assert list(faults(seated(pairs, tables, near, most, limits), pairs, near, most, limits)) == []


def can_all_hold(pins, tables, near, limits):
    """By trying every table for each pin that names none."""
    choices = [[pin.table_id] if pin.table_id else [table.id for table in tables[pin.organisation]] for pin in pins]
    return any(all_hold(list(zip(pins, chosen, strict=True)), near, limits) for chosen in product(*choices))


def all_hold(placed, near, limits):
    alone = all(
        pin.slot not in limits.away.get(pin.candidate, ()) and pin.slot not in limits.closed.get(table, ())
        for pin, table in placed
    )
    return alone and all(
        (one.candidate != other.candidate or other.slot not in near[one.slot])
        and (at != elsewhere or one.slot != other.slot)
        for (one, at), (other, elsewhere) in combinations(placed, 2)
    )


@settings(max_examples=500, deadline=None)
@given(narrowed())
def test_pins_are_named_exactly_when_they_cannot_all_hold(hall):
    _, tables, near, limits = hall
    named = list(limits.contradictions(near, tables))
    assert (not named) == can_all_hold(limits.pins, tables, near, limits)
    assert all(not can_all_hold(pins, tables, near, limits) for pins in named)


def most_that_fit(asked, tables, near, limits):
    """By trying everything: each pair has no slot, or one of those there are."""
    best = 0
    for slots in product([None, *range(len(near))], repeat=len(asked)):
        placed = [(*pair, slot) for pair, slot in zip(asked, slots, strict=True) if slot is not None]
        if len(placed) > best and fits(placed, tables, near, limits):
            best = len(placed)
    return best


def fits(placed, tables, near, limits):
    walks = all(one[0] != other[0] or other[2] not in near[one[2]] for one, other in combinations(placed, 2))
    there = all(slot not in limits.away.get(candidate, ()) for candidate, _, slot in placed)
    return (
        walks
        and there
        and all(
            sum((place, slot) == (organisation, at) for _, place, at in placed)
            <= sum(slot not in limits.closed.get(table.id, ()) for table in own)
            for organisation, own in enumerate(tables)
            for slot in range(len(near))
        )
    )


def test_ninety_nine_of_a_hundred_are_seated_that_trying_everything_seats():
    found = best = 0
    for seed in range(200):
        random = Random(f"limits/{seed}")
        tables = tables_of(*(random.randint(1, 2) for _ in range(2)))
        near = near_of(1, random.randint(2, 4), seed % 3)
        asked = random.sample(list(product(range(4), range(2))), random.randint(3, 6))
        slots = range(len(near))
        away = {one: frozenset(random.sample(slots, 1)) for one in random.sample(range(4), 2)}
        limits = Limits(away, {tables[0][0].id: frozenset(random.sample(slots, 1))})
        found += len(seated(wished(asked), tables, near, len(near), limits))
        best += most_that_fit(asked, tables, near, limits)
    assert found <= best
    assert 100 * found >= 99 * best


@pytest.mark.parametrize("table", [None, "0/0"])
def test_who_is_pinned_has_the_slot_that_a_better_score_would_have_taken(table):
    pairs = [Pair(0, 0, 0.9, 0, "o"), Pair(1, 0, 0.1, 2, "o")]
    limits = Limits(pins=(Pin(1, 0, 0, table),))
    seats = seated(pairs, tables_of(1), near_of(1, 1, 1), 1, limits)
    assert [(seat.candidate, seat.slot) for seat in seats] == [(1, 0)]


def test_what_both_sides_agreed_on_comes_first_and_beyond_what_one_may_have():
    pairs = [Pair(0, 0, 0.9, 0, "o"), *(Pair(0, place, 0.1, KEPT, "o") for place in (1, 2))]
    seats = seated(pairs, tables_of(1, 1, 1), near_of(1, 6, 1), 1)
    assert [seat.organisation for seat in seats] == [1, 2]
