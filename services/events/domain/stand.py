"""An organisation's place at an edition, with its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.edition import Edition
from services.events.domain.wording import fault


@dataclass
class Stand:
    id: str
    edition_id: str
    organisation_id: str
    label: str
    tables: int
    assigned_at: datetime
    version: int = 0

    @classmethod
    def assigned(cls, id: str, edition: Edition, facts: Mapping[str, Any], at: datetime) -> "Stand":
        edition.require_to_come(at)
        if facts["tables"] < 1:
            wrong = fault("/tables", "stand.without_table", "A stand has at least one table.")
            raise Invalid("stand.invalid", "The stand cannot be assigned as it stands.", errors=[wrong])
        return cls(id, edition.id, facts["organisation_id"], facts["label"], facts["tables"], at)

    def refuse_taken(self, by: "Stand | None") -> None:
        """An organisation has one stand at an edition, and a label names one stand."""
        if by is None:
            return
        if by.label == self.label:
            raise Refused("stand.label_taken", "Another stand has this label.", stand_id=by.id, label=by.label)
        text = "The organisation has a stand at this edition already."
        raise Refused("stand.already_assigned", text, stand_id=by.id, label=by.label)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "organisation_id": self.organisation_id,
            "label": self.label,
            "tables": self.tables,
            "assigned_at": self.assigned_at.isoformat(),
        }
