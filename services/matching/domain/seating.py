"""From who wishes to meet to who has which table and slot: nobody and no table twice, and time to walk between two.

Wishes come in ranks: those of a lower rank are all tried before any of a higher one. Where nobody needs time to walk,
slots follow from edge colouring (`colouring.py`), so that nothing allocated is ever lost for want of a slot; else
wishes are put on a board one by one, with chains of others that make room (`board.py`) and exchanges (`exchange.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from services.matching.domain.board import Board, Hours, Wish, mask_of
from services.matching.domain.colouring import colour
from services.matching.domain.exchange import Queue

DEPTH = 3
"""Others that one wish may move: measured, three fill every place at the least number of tables."""
STAND_BY = 2
"""The rank of wishes that were not allocated: they take what is left, and move nobody."""
Near = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Table:
    id: str
    label: str


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


def most_seats(near: Near) -> int:
    """How many slots one person can have."""
    count, barred = 0, set[int]()
    for slot, others in enumerate(near):
        if slot not in barred:
            count += 1
            barred.update(others)
    return count


def seated(pairs: Iterable[Pair], tables: Sequence[Sequence[Table]], near: Near, most: int) -> list[Seat]:
    """Give slots and tables to as many pairs as fit, at most `most` to a candidate."""
    pairs = [pair for pair in pairs if tables[pair.organisation]]
    allocated = [pair for pair in pairs if pair.rank < STAND_BY]
    if all(len(others) == 1 for others in near) and _is_colourable(allocated, tables, min(most, len(near)), len(near)):
        return _coloured(allocated, tables, len(near))
    return _boarded(pairs, tables, near, most)


def _is_colourable(pairs: Iterable[Pair], tables: Sequence[Sequence[Table]], most: int, slots: int) -> bool:
    candidates, organisations = Counter[int](), Counter[int]()
    for pair in pairs:
        candidates[pair.candidate] += 1
        organisations[pair.organisation] += 1
    return all(count <= most for count in candidates.values()) and all(
        count <= len(tables[organisation]) * slots for organisation, count in organisations.items()
    )


def _coloured(pairs: Sequence[Pair], tables: Sequence[Sequence[Table]], slots: int) -> list[Seat]:
    """Tables first, an even share to each, those for one offer together; then a slot each, by the theorem."""
    at = [table for _, table in sorted(_shares(pairs, tables).items())]
    chosen = colour([(pair.candidate, table.id) for pair, table in zip(pairs, at, strict=True)], slots)
    return [
        Seat(pair.candidate, pair.organisation, pair.score, table, slot)
        for pair, table, slot in zip(pairs, at, chosen, strict=True)
    ]


def _shares(pairs: Sequence[Pair], tables: Sequence[Sequence[Table]]) -> dict[int, Table]:
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


def _boarded(pairs: Sequence[Pair], tables: Sequence[Sequence[Table]], near: Near, most: int) -> list[Seat]:
    everywhere = mask_of(iter(range(len(near))))
    candidates = 1 + max((pair.candidate for pair in pairs), default=-1)
    hours = Hours(
        near=[mask_of(iter(others)) for others in near],
        places=[[len(own)] * len(near) for own in tables],
        free=[everywhere] * candidates,
    )
    board, had = Board(hours), [0] * candidates
    pair_of = {Wish(pair.candidate, pair.organisation, pair.score, pair.rank): pair for pair in pairs}
    by_rank: dict[int, list[Wish]] = defaultdict(list)
    for wish in sorted(pair_of, key=lambda wish: (wish.rank, -wish.score, wish.candidate, wish.company)):
        by_rank[wish.rank].append(wish)
    for rank, wishes in sorted(by_rank.items()):
        left = [wish for wish in wishes if not _seat(board, wish, 0, had, most)]
        if rank != STAND_BY:
            left = [wish for wish in left if not _seat(board, wish, DEPTH, had, most)]
            Queue(board, left, had, most).serve()
    return _with_tables(board, pair_of, tables)


def _seat(board: Board, wish: Wish, depth: int, had: list[int], most: int) -> bool:
    if had[wish.candidate] >= most or not board.seat(wish, depth):
        return False
    had[wish.candidate] += 1
    return True


def _with_tables(board: Board, pair_of: dict[Wish, Pair], tables: Sequence[Sequence[Table]]) -> list[Seat]:
    """In each slot everybody goes to the table of their offer's share, where it is free; else to one that is."""
    wishes = list(board.slot_of)
    shares = _shares([pair_of[wish] for wish in wishes], tables)
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, wish in enumerate(wishes):
        at[wish.company, board.slot_of[wish]].append(place)
    seats = []
    for (organisation, slot), places in sorted(at.items()):
        free = list(tables[organisation])
        given: dict[int, Table] = {}
        for place in places:
            if shares[place] in free:
                given[place] = shares[place]
                free.remove(shares[place])
        for place in places:
            table = given[place] if place in given else free.pop(0)
            seats.append(Seat(wishes[place].candidate, organisation, wishes[place].score, table, slot))
    return seats


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
