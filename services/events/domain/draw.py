"""A draw: chance puts the waitlist in order, and everybody can check afterwards that it was chance.

When registration opens, a seed of 32 random bytes is drawn and the SHA-256 of it is shown (the commitment): the seed
can no longer be chosen to suit anybody. At the draw, each registration that waits is a ticket. Tickets are put in the
order of SHA-256(seed, ":", ticket's id), written in hex, and the seed is shown. Whoever has the seed and the tickets
computes the same order. Ids of tickets are given by the platform, one for each person, so that nobody buys a second
chance by cancelling and coming again.

This is commit-and-reveal (Blum 1983, "Coin flipping by telephone") over a hash order, as drafted for public selection
in RFC 3797, section 4, with a committed seed in the place of a lottery's numbers.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.events.domain.wording import moment

ALGORITHM = "ascending hex of SHA-256(seed ':' ticket), commitment = SHA-256(seed)"


@dataclass
class Draw:
    """`id` is the edition's; `order` are the tickets as drawn, the first one first."""

    id: str
    seed: str
    committed_at: datetime
    order: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    version: int = 0

    @property
    def commitment(self) -> str:
        return hashlib.sha256(self.seed.encode()).hexdigest()

    @property
    def is_held(self) -> bool:
        return self.drawn_at is not None

    def hold(self, tickets: Iterable[str], at: datetime) -> None:
        if self.is_held:
            raise Refused("draw.held", "The draw has been held.", edition_id=self.id, drawn_at=moment(self.drawn_at))
        self.order = tuple(in_order(self.seed, tickets))
        self.drawn_at = at

    def facts(self) -> dict[str, Any]:
        """The seed is told once it cannot be used any more."""
        return {
            "edition_id": self.id,
            "algorithm": ALGORITHM,
            "commitment": self.commitment,
            "committed_at": self.committed_at.isoformat(),
            "seed": self.seed if self.is_held else None,
            "drawn_at": moment(self.drawn_at),
            "order": list(self.order),
        }


def in_order(seed: str, tickets: Iterable[str]) -> list[str]:
    return sorted(tickets, key=lambda ticket: hashlib.sha256(f"{seed}:{ticket}".encode()).hexdigest())
