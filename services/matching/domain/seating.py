"""From who wishes to meet to who has which table and slot: nobody and no table twice, and time to walk between two.

Wishes come in ranks: those of a lower rank are all tried before any of a higher one. Where nobody needs time to walk,
slots follow from edge colouring (`colouring.py`), so that nothing allocated is ever lost for want of a slot; else
wishes are put on a board one by one, with chains of others that make room (`board.py`) and exchanges (`exchange.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from services.matching.domain.board import Board, Wish
from services.matching.domain.colouring import colour
from services.matching.domain.exchange import Queue
from services.matching.domain.limits import Limits, Near, Table, Tables

DEPTH = 3
"""Others that one wish may move: measured, three fill every place at the least number of tables."""
KEPT = -1
"""The rank of what both sides agreed on: it comes first, however many interviews its candidate may have."""
STAND_BY = 2
"""The rank of wishes that were not allocated: they take what is left, and move nobody."""
FREE = Limits()


@dataclass(frozen=True)
class Pair:
    """A candidate and an organisation who may meet, and for which offer."""

    candidate: int
    organisation: int
    score: float
    rank: int
    offer_id: str


@dataclass(frozen=True)
class Seat:
    candidate: int
    organisation: int
    score: float
    table: Table
    slot: int


def most_seats(near: Near, away: Collection[int] = ()) -> int:
    """How many slots one person can have who is away at some."""
    count, barred = 0, set(away)
    for slot, others in enumerate(near):
        if slot not in barred:
            count += 1
            barred.update(others)
    return count


def seated(pairs: Iterable[Pair], tables: Tables, near: Near, most: int, limits: Limits = FREE) -> list[Seat]:
    """Give slots and tables to as many pairs as fit, at most `most` to a candidate.

    Each pin is of one of the pairs, and none contradicts another (`Limits.contradictions`).
    """
    pairs = [pair for pair in pairs if tables[pair.organisation]]
    allocated = [pair for pair in pairs if pair.rank < STAND_BY]
    unhindered = limits.are_none and all(len(others) == 1 for others in near)
    if unhindered and _is_colourable(allocated, tables, min(most, len(near)), len(near)):
        return _coloured(allocated, tables, len(near))
    return _boarded(pairs, tables, near, most, limits)


def _is_colourable(pairs: Iterable[Pair], tables: Tables, most: int, slots: int) -> bool:
    candidates, organisations = Counter[int](), Counter[int]()
    for pair in pairs:
        candidates[pair.candidate] += 1
        organisations[pair.organisation] += 1
    return all(count <= most for count in candidates.values()) and all(
        count <= len(tables[organisation]) * slots for organisation, count in organisations.items()
    )


def _coloured(pairs: Sequence[Pair], tables: Tables, slots: int) -> list[Seat]:
    """Tables first, an even share to each, those for one offer together; then a slot each, by the theorem."""
    at = [table for _, table in sorted(_shares(pairs, tables).items())]
    chosen = colour([(pair.candidate, table.id) for pair, table in zip(pairs, at, strict=True)], slots)
    return [
        Seat(pair.candidate, pair.organisation, pair.score, table, slot)
        for pair, table, slot in zip(pairs, at, chosen, strict=True)
    ]


def _shares(pairs: Sequence[Pair], tables: Tables) -> dict[int, Table]:
    """By the pair's place, the table it would have if slots did not matter."""
    visits: dict[int, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        visits[pair.organisation].append(place)
    shares = {}
    for organisation, places in visits.items():
        own = tables[organisation]
        share = ceil(len(places) / len(own))
        places.sort(key=lambda place: (pairs[place].offer_id, pairs[place].candidate))
        shares.update({place: own[turn // share] for turn, place in enumerate(places)})
    return shares


def _boarded(pairs: Sequence[Pair], tables: Tables, near: Near, most: int, limits: Limits) -> list[Seat]:
    candidates = 1 + max((pair.candidate for pair in pairs), default=-1)
    board, had = Board(limits.hours(near, tables, candidates)), [0] * candidates
    pair_of = {Wish(pair.candidate, pair.organisation, pair.score, pair.rank): pair for pair in pairs}
    pinned = _pinned(board, pair_of, limits)
    for wish in pinned:
        had[wish.candidate] += 1
    by_rank: dict[int, list[Wish]] = defaultdict(list)
    for wish in sorted(pair_of.keys() - pinned.keys(), key=_in_order):
        by_rank[wish.rank].append(wish)
    for rank, wishes in sorted(by_rank.items()):
        left = [wish for wish in wishes if not _seat(board, wish, 0, had, most)]
        if rank != STAND_BY:
            left = [wish for wish in left if not _seat(board, wish, DEPTH, had, most)]
            Queue(board, left, had, most, beyond=KEPT).serve()
    return _with_tables(board, pair_of, tables, limits, pinned)


def _in_order(wish: Wish) -> tuple[int, float, int, int]:
    return wish.rank, -wish.score, wish.candidate, wish.company


def _pinned(board: Board, wishes: Iterable[Wish], limits: Limits) -> dict[Wish, str | None]:
    """Put what a human has fixed; the table of each, where one was named."""
    wish_of = {(wish.candidate, wish.company): wish for wish in wishes}
    pinned = {}
    for pin in limits.pins:
        wish = wish_of[pin.candidate, pin.organisation]
        board.fix(wish, pin.slot)
        pinned[wish] = pin.table_id
    return pinned


def _seat(board: Board, wish: Wish, depth: int, had: list[int], most: int) -> bool:
    if (had[wish.candidate] >= most and wish.rank != KEPT) or not board.seat(wish, depth):
        return False
    had[wish.candidate] += 1
    return True


def _with_tables(
    board: Board, pair_of: dict[Wish, Pair], tables: Tables, limits: Limits, pinned: dict[Wish, str | None]
) -> list[Seat]:
    """In each slot who is pinned to a table has it, everybody goes to that of their offer's share where it is free."""
    wishes = list(board.slot_of)
    shares = _shares([pair_of[wish] for wish in wishes], tables)
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, wish in enumerate(wishes):
        at[wish.company, board.slot_of[wish]].append(place)
    seats = []
    for (organisation, slot), places in sorted(at.items()):
        named = {place: table_id for place in places if (table_id := pinned.get(wishes[place]))}
        liked = {place: named.get(place, shares[place].id) for place in places}
        for place, table in tables_for(liked, limits.open_tables(tables[organisation], slot), first=named).items():
            seats.append(Seat(wishes[place].candidate, organisation, wishes[place].score, table, slot))
    return seats


def tables_for(liked: Mapping[int, str], free: Sequence[Table], first: Collection[int]) -> dict[int, Table]:
    """A table of its own for each, the one it likes where it can be; those of `first` choose first."""
    left = {table.id: table for table in free}
    given: dict[int, Table] = {}
    for place in sorted(liked, key=lambda place: place not in first):
        if liked[place] in left:
            given[place] = left.pop(liked[place])
    for place in liked:
        if place not in given:
            given[place] = left.pop(next(iter(left)))
    return given


def waited(seats: Iterable[Seat], near: Near, day_of: Sequence[int]) -> int:
    """The slots that candidates wait between two interviews of a day, what they need to walk not counted."""
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    for seat in seats:
        own[seat.candidate, day_of[seat.slot]].append(seat.slot)
    return sum(
        sum(slot not in near[one] and slot not in near[other] for slot in range(one + 1, other))
        for slots in own.values()
        for one, other in pairwise(sorted(slots))
    )
