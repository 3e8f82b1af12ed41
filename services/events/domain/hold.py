"""A seat kept for a while, for whoever is still filling in the form; it counts as taken until it runs out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import choice
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.quota import Wish
from services.events.domain.wording import fault


@dataclass
class Hold:
    """It names no person: whoever has its id may register with it, once, before `expires_at`.

    `slot` is which of so many at once `held_by` uses up: a digest of the person's id, or else the caller's key.
    """

    id: str
    edition_id: str
    category: str
    activity_ids: tuple[str, ...]
    expires_at: datetime
    held_by: str
    slot: int
    version: int = 0

    def require_for(self, wish: Wish, at: datetime) -> None:
        if at >= self.expires_at:
            raise ran_out(self.id)
        asked = (wish.edition_id, wish.category, sorted(wish.activity_ids))
        if asked != (self.edition_id, self.category, sorted(self.activity_ids)):
            text = "The seat is held for another edition, category or choice of activities."
            wrong = fault("/hold_id", "hold.for_another_wish", text)
            raise Invalid("hold.for_another_wish", text, errors=[wrong])

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "category": self.category,
            "activity_ids": list(self.activity_ids),
            "expires_at": self.expires_at.isoformat(),
        }


def free_slot(used: Collection[int], most: int, edition_id: str) -> int:
    """One of the slots nobody uses, by chance, so that two who ask at once seldom meet; Refused where none is left."""
    free = sorted(set(range(most)) - set(used))
    if not free:
        text = "So many seats are held at once already: register with them, or give them back."
        raise Refused("hold.too_many", text, edition_id=edition_id, most=most)
    return choice(free)  # noqa: S311 (no secret)


def ran_out(hold_id: str) -> Refused:
    return Refused("hold.ran_out", "The seat is not held any more: the time has run out.", hold_id=hold_id)
