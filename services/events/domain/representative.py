"""Representatives: who receives people at a stand for its organisation, and the link they do it with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.stand import Stand
from services.events.domain.wording import fault, moment

MOST = 12


@dataclass
class Representative:
    """A person of the directory, or a contact with a name of their own; of a link only the digest is kept."""

    id: str
    stand_id: str
    edition_id: str
    added_at: datetime
    name: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    person_id: str | None = None
    digest: str | None = None
    linked_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 0

    @classmethod
    def added(cls, id: str, stand: Stand, facts: Mapping[str, Any], present: int, at: datetime) -> "Representative":
        """`present` have been named before."""
        stand.require_standing()
        if present >= MOST:
            text = f"A stand has at most {MOST} representatives."
            raise Refused("representative.too_many", text, most=MOST)
        stated: dict[str, Any] = {name: facts.get(name) for name in ("name", "role", "email", "phone", "person_id")}
        if not stated["name"] and not stated["person_id"]:
            wrong = fault("/name", "representative.unnamed", "Name the representative, or the person of the directory.")
            raise Invalid("representative.invalid", "The representative cannot be added like this.", errors=[wrong])
        return cls(id, stand.id, stand.edition_id, at, **stated)

    @property
    def is_present(self) -> bool:
        return self.ended_at is None

    def open(self, digest: str, at: datetime) -> None:
        """A new link; the one before ends."""
        if not self.is_present:
            raise Refused("representative.ended", "This representative has left the stand.", id=self.id)
        self.digest, self.linked_at = digest, at

    def end(self, at: datetime) -> None:
        self.digest, self.ended_at = None, self.ended_at or at

    def forget(self) -> None:
        """Whose notes these are is a number from now on."""
        self.name = self.email = self.phone = self.person_id = self.digest = None

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "stand_id": self.stand_id,
            "edition_id": self.edition_id,
            "name": self.name,
            "role": self.role,
            "email": self.email,
            "phone": self.phone,
            "person_id": self.person_id,
            "added_at": self.added_at.isoformat(),
            "linked_at": moment(self.linked_at),
            "ended_at": moment(self.ended_at),
        }
