"""A key that signs for a tenant: what may be shown of it, and its private part as it is kept, sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.events.domain.wording import moment

KeyKind = str
"""`badge`, `credential`, `minutes`; `endorsement-<organisation>` for each partner that has endorsed."""


@dataclass
class SealedKey:
    """`public` is the Ed25519 key's 32 octets; a retired key signs no more and still vouches."""

    id: str
    kind: KeyKind
    public: bytes
    sealed: bytes
    made_at: datetime
    retired_at: datetime | None = None
    version: int = 0

    @property
    def is_current(self) -> bool:
        return self.retired_at is None

    def retire(self, at: datetime) -> None:
        self.retired_at = at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "public": self.public.hex(),
            "made_at": self.made_at.isoformat(),
            "retired_at": moment(self.retired_at),
        }


def current_on(keys: Sequence[SealedKey], at: datetime) -> SealedKey:
    """The key that signed at a moment; the first one for whatever is older than any key."""
    made = sorted(keys, key=lambda key: key.made_at)
    return next((key for key in reversed(made) if key.made_at <= at), made[0])
