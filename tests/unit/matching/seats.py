"""Small halls, and what must never be in a timetable of one."""

from itertools import combinations

from services.matching.domain import Table
from services.matching.domain.seating import FREE, KEPT, Pair


def near_of(days, per_day, walk):
    slots = range(days * per_day)
    return [
        [other for other in slots if other // per_day == slot // per_day and abs(other - slot) <= walk]
        for slot in slots
    ]


def tables_of(*counts):
    return [
        [Table(f"{place}/{number}", f"{place}-{number}") for number in range(count)]
        for place, count in enumerate(counts)
    ]


def wished(pairs, ranks=(1,)):
    return [
        Pair(one, other, 1 - place / 1000, ranks[place % len(ranks)], "o") for place, (one, other) in enumerate(pairs)
    ]


def faults(seats, pairs, near, most, limits=FREE):
    """Written without a look at the room's own rules: what must never be."""
    yield from _twice(seats, pairs, near)
    yield from _too_many(seats, pairs, most, limits)
    yield from _beyond(seats, limits)


def _twice(seats, pairs, near):
    asked = {(pair.candidate, pair.organisation) for pair in pairs}
    if not {(seat.candidate, seat.organisation) for seat in seats} <= asked:
        yield "a pair that nobody wished"
    if len({(seat.candidate, seat.organisation) for seat in seats}) < len(seats):
        yield "a pair that meets twice"
    if len({(seat.table.id, seat.slot) for seat in seats}) < len(seats):
        yield "a table taken twice"
    for one, other in combinations(seats, 2):
        if one.candidate == other.candidate and other.slot in near[one.slot]:
            yield "a candidate without time to walk"


def _beyond(seats, limits):
    for seat in seats:
        if seat.slot in limits.away.get(seat.candidate, ()):
            yield "a candidate who is away"
        if seat.slot in limits.closed.get(seat.table.id, ()):
            yield "a table that is closed"
    for pin in limits.pins:
        there = [one for one in seats if (one.candidate, one.organisation) == (pin.candidate, pin.organisation)]
        if [one.slot for one in there] != [pin.slot] or pin.table_id not in (None, there[0].table.id):
            yield "a pin that did not hold"


def _too_many(seats, pairs, most, limits):
    """What was agreed on or fixed is had beyond the most; nothing else is had beside that many."""
    sure = {(pair.candidate, pair.organisation) for pair in pairs if pair.rank == KEPT}
    sure |= {(pin.candidate, pin.organisation) for pin in limits.pins}
    for candidate in {seat.candidate for seat in seats}:
        own = {(seat.candidate, seat.organisation) for seat in seats if seat.candidate == candidate}
        if len(own) > most and own - sure:
            yield "more interviews than a candidate may have"
