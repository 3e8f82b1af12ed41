"""A board: which wished meetings have which slot, and how one more is put on it by moving few others.

Candidates, companies and slots are numbered. A slot of a company holds as many meetings as the company has tables then;
which table is decided afterwards (`seating.py`), for tables of a company are alike to whoever waits for a slot. Sets of
slots are integers used as bit masks: the question "where could these two meet?" is three machine operations.

A wish that finds no slot is put in by an ejection chain (Glover, 1996): it takes the slot of one meeting, which looks
for another, and so on to a depth that the caller allows. A chain that finds no end changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

PATIENCE = 4_000
"""Links tried for one wish; measured: more than that finds next to nothing."""
MOST_IN_THE_WAY = 2


@dataclass(frozen=True)
class Wish:
    """A meeting somebody wants; `rank` 0 comes before 1."""

    candidate: int
    company: int
    score: float
    rank: int = 0


@dataclass(frozen=True)
class Hours:
    """When everybody can meet: `near[slot]` is the mask of slots that a candidate seated at `slot` cannot have besides.

    `places[company][slot]` is how many tables the company has then, `free[candidate]` a mask of slots.
    """

    near: Sequence[int]
    places: Sequence[Sequence[int]]
    free: Sequence[int]

    @property
    def slots(self) -> int:
        return len(self.near)


class Board:
    """Wishes on slots. Nothing on it ever breaks the hours: `put` trusts its caller to have asked `open_to`."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.slot_of: dict[Wish, int] = {}
        self._fixed: set[Wish] = set()
        self._left = [list(places) for places in hours.places]
        self._open = [mask_of(slot for slot, left in enumerate(places) if left > 0) for places in hours.places]
        self._works = list(self._open)
        self._busy = [0] * len(hours.free)
        self._of_candidate: list[dict[int, Wish]] = [{} for _ in hours.free]
        self._at: list[list[list[Wish]]] = [[[] for _ in range(hours.slots)] for _ in hours.places]
        self._links_left = 0
        self._journal: list[tuple[Wish, int]] = []

    def open_to(self, wish: Wish) -> int:
        """The mask of slots where both could meet as the board stands."""
        return self.hours.free[wish.candidate] & ~self._busy[wish.candidate] & self._open[wish.company]

    def put(self, wish: Wish, slot: int) -> None:
        self._journal.append((wish, slot))
        self.slot_of[wish] = slot
        self._of_candidate[wish.candidate][slot] = wish
        self._busy[wish.candidate] |= self.hours.near[slot]
        self._at[wish.company][slot].append(wish)
        self._left[wish.company][slot] -= 1
        if self._left[wish.company][slot] == 0:
            self._open[wish.company] &= ~(1 << slot)

    def fix(self, wish: Wish, slot: int) -> None:
        """Put a wish that no chain moves."""
        self.put(wish, slot)
        self._fixed.add(wish)

    def take(self, wish: Wish) -> int:
        """Take a wish off the board; the slot it had."""
        slot = self.slot_of.pop(wish)
        self._journal.append((wish, slot))
        own = self._of_candidate[wish.candidate]
        del own[slot]
        busy = 0
        for other in own:
            busy |= self.hours.near[other]
        self._busy[wish.candidate] = busy
        self._at[wish.company][slot].remove(wish)
        self._left[wish.company][slot] += 1
        self._open[wish.company] |= 1 << slot
        return slot

    def has_room(self, company: int) -> bool:
        return self._open[company] != 0

    @property
    def is_full(self) -> bool:
        return not any(self._open)

    def best_slot(self, wish: Wish, mask: int) -> int:
        """Of the slots in the mask the nearest to the candidate's other meetings, then where most tables are free."""
        others, left = self._of_candidate[wish.candidate], self._left[wish.company]
        if not others:
            return max(bits(mask), key=lambda slot: (left[slot], -slot))
        return min(bits(mask), key=lambda slot: (min(abs(slot - other) for other in others), -left[slot], slot))

    def seat(self, wish: Wish, depth: int) -> bool:
        """Give the wish a slot, moving at most `depth` others; False, and nothing changed, where none is found.

        Of all ways the one that moves fewest is taken, for depths are tried in their order.
        """
        if not self._open[wish.company]:
            return False  # whoever is moved within the company needs a place there, too
        self._links_left = PATIENCE
        self._journal.clear()
        return any(self._chain(wish, links, frozenset()) for links in range(depth + 1))

    def seat_by_fewest(self, wish: Wish, most: int, links: int) -> tuple[bool, int]:
        """Give the wish a slot by moving as few others as can be, at most `most`; whether, and the links left.

        Unlike `seat`, which counts links of a chain, this counts the meetings moved, all branches together, and looks
        at every way there is until `links` of them are used up. Without a seat nothing is changed.
        """
        self._links_left = links
        self._journal.clear()
        has_room = self._open[wish.company] != 0
        found = has_room and any(self._settle([wish], moves, frozenset()) for moves in range(most + 1))
        return found, max(0, self._links_left)

    def _settle(self, waiting: list[Wish], moves: int, locked: frozenset[Wish]) -> bool:
        """Seat all that wait, moving at most so many others besides; those locked stay where they are."""
        if not waiting:
            return True
        wish, *others = waiting
        locked |= {wish}
        for moved, slot in self._ways(wish, locked, moves):
            self._links_left -= 1
            if self._links_left < 0:
                return False
            mark = len(self._journal)
            for other in moved:
                self.take(other)
            self.put(wish, slot)
            if self._settle([*others, *moved], moves - len(moved), locked):
                return True
            self._undo(mark)
        return False

    def _ways(self, wish: Wish, locked: frozenset[Wish], moves: int) -> Iterator[tuple[list[Wish], int]]:
        """Free slots, the best first; then those that at most so many others keep."""
        mask = self.open_to(wish)
        while mask:
            best = self.best_slot(wish, mask)
            yield [], best
            mask &= ~(1 << best)
        if moves:
            yield from self._links(wish, locked, moves)

    def exchange(self, wish: Wish, heirs: Callable[[Wish, Wish], Iterable[Wish]]) -> tuple[Wish, Wish] | None:
        """Give the wish the slot of one that loses it, where one of `heirs(loser, wish)` can be seated in its stead.

        None loses its slot to a wish of a higher rank. Who lost it and the heir; None, and nothing changed, where
        there is no such way.
        """
        self._journal.clear()
        for others, slot in self._links(wish, frozenset({wish})):
            if len(others) != 1 or others[0].rank < wish.rank:
                continue
            loser = others[0]
            hopeful = [heir for heir in heirs(loser, wish) if heir != wish]
            if not hopeful:
                continue
            self.take(loser)
            self.put(wish, slot)
            for heir in hopeful:
                if mask := self.open_to(heir):
                    self.put(heir, self.best_slot(heir, mask))
                    return loser, heir
            self._undo(0)
        return None

    def _chain(self, wish: Wish, depth: int, locked: frozenset[Wish]) -> bool:
        """Seat the wish by a chain of at most `depth` links; those locked stay where they are."""
        if mask := self.open_to(wish):
            self.put(wish, self.best_slot(wish, mask))
            return True
        if depth == 0:
            return False
        locked |= {wish}
        for others, slot in self._links(wish, locked):
            self._links_left -= 1
            if self._links_left < 0:
                return False
            mark = len(self._journal)
            for other in others:
                self.take(other)
            self.put(wish, slot)
            if all(self._chain(other, depth - 1, locked) for other in others):
                return True
            self._undo(mark)
        return False

    def _undo(self, mark: int) -> None:
        """Take back, the last first, what was done since the journal had this length."""
        while len(self._journal) > mark:
            wish, slot = self._journal.pop()
            if wish in self.slot_of:
                self.take(wish)
            else:
                self.put(wish, slot)
            self._journal.pop()

    def _links(
        self, wish: Wish, locked: frozenset[Wish], most: int = MOST_IN_THE_WAY
    ) -> Iterator[tuple[list[Wish], int]]:
        """The meetings, at most `most`, that keep the wish from a slot: its candidate's, and one of a full company."""
        free, works = self.hours.free[wish.candidate], self._works[wish.company]
        for slot in bits(free & works):
            near = self.hours.near[slot]
            own = [other for at, other in self._of_candidate[wish.candidate].items() if near >> at & 1]
            if len(own) > most or not (locked.isdisjoint(own) and self._fixed.isdisjoint(own)):
                continue
            if self._open[wish.company] >> slot & 1:
                yield own, slot
            elif len(own) < most:
                for other in list(self._at[wish.company][slot]):
                    if other not in locked and other not in self._fixed:
                        yield [*own, other], slot


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def mask_of(slots: Iterator[int]) -> int:
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask
