"""What those who have a part in an edition are written when it is postponed or cancelled."""

from dataclasses import dataclass
from typing import Any

from services.events.domain.edition.edition import Edition

SHOWN = ("id", "series_name", "number", "venue", "starts_at", "ends_at")


@dataclass(frozen=True)
class EditionNotice:
    edition: Edition

    @property
    def id(self) -> str:
        return self.edition.id

    @property
    def version(self) -> int:
        return self.edition.version

    def facts(self) -> dict[str, Any]:
        told = self.edition.facts()
        cancelled = self.edition.state == "cancelled"
        return {
            **{name: told[name] for name in SHOWN},
            "change": "cancelled" if cancelled else "postponed",
            "reason": self.edition.reason if cancelled else self.edition.postponements[-1].reason,
        }
