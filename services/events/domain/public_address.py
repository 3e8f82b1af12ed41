"""The public address of an edition's programme: whoever has it reads the programme, as a page and as a calendar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.links import gone
from services.events.domain.edition import Edition


@dataclass
class PublicAddress:
    """One for an edition, under its id; of the address only a digest of its secret part is kept."""

    id: str
    digest: str
    opened_at: datetime
    version: int = 0

    def require_public(self, edition: Edition) -> None:
        """What is not announced yet is as unknown as what never was."""
        if not edition.is_public:
            raise gone()

    def facts(self) -> dict[str, Any]:
        return {"edition_id": self.id, "opened_at": self.opened_at.isoformat()}
