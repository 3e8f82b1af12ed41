"""One more interview by exchange: somebody gives up a slot to one that waits, and what that frees goes to another.

A chain (`board.py`) only moves meetings. Where everything that could move has moved and places still stand empty, one
meeting may be in the way of two: it goes, and both are held. None goes for a meeting of a higher rank.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.matching.domain.board import Board, Wish


class Queue:
    """Those who found no slot, by candidate and by company; `had` counts what each candidate has, `most` is allowed."""

    def __init__(self, board: Board, left: Sequence[Wish], had: list[int], most: int, *, beyond: int) -> None:
        """Wishes of the rank `beyond` are had beyond the most."""
        self._board, self._left, self._had, self._most, self._beyond = board, left, had, most, beyond
        self._of_candidate = defaultdict[int, list[Wish]](list)
        self._at_company = defaultdict[int, list[Wish]](list)
        for wish in left:
            self._of_candidate[wish.candidate].append(wish)
            self._at_company[wish.company].append(wish)

    def serve(self) -> None:
        for wish in self._left:
            if self._board.is_full:
                return
            if self._waits(wish) and self._may_have_more(wish):
                self._exchange(wish)

    def _exchange(self, wish: Wish) -> None:
        exchanged = self._board.exchange(wish, self._heirs)
        if exchanged is not None:
            loser, heir = exchanged
            self._had[loser.candidate] -= 1
            self._had[wish.candidate] += 1
            self._had[heir.candidate] += 1

    def _heirs(self, loser: Wish, wish: Wish) -> list[Wish]:
        """Who can use what the loser gives up: its company's place, where wish is of its own candidate; or its time."""
        if loser.candidate == wish.candidate:
            hopeful = self._at_company[loser.company]
            return [heir for heir in hopeful if self._waits(heir) and self._may_have_more(heir)]
        own = self._of_candidate[loser.candidate]
        return [heir for heir in own if self._board.has_room(heir.company) and self._waits(heir)]

    def _waits(self, wish: Wish) -> bool:
        return wish not in self._board.slot_of

    def _may_have_more(self, wish: Wish) -> bool:
        return self._had[wish.candidate] < self._most or wish.rank == self._beyond
