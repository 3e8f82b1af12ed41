"""An emerging skill: what a talk showed that trades of tomorrow will need, by its code or in free words."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.events.domain.activity import Activity
from services.events.domain.wording import Fault, LocalText, fault

SHOWN_AT = ("talk", "workshop")


@dataclass
class EmergingSkill:
    """`skill` is a code of the reference, or None where only a `label` says what it is. `noted_by` is a principal."""

    id: str
    edition_id: str
    activity_id: str
    activity_title: LocalText
    skill: str | None
    label: LocalText | None
    sector: str
    note: str
    noted_by: str
    noted_at: datetime
    version: int = 0

    @classmethod
    def noted(cls, id: str, activity: Activity, facts: Mapping[str, Any], by: str, at: datetime) -> "EmergingSkill":
        if activity.kind not in SHOWN_AT:
            text = "Emerging skills are noted at a talk or a workshop."
            raise Refused("emerging_skill.not_a_talk", text, activity_id=activity.id, kind=activity.kind)
        if not activity.is_planned:
            raise Refused("activity.cancelled", "The activity is cancelled.", activity_id=activity.id)
        if faults := list(_faults(facts)):
            raise Invalid("emerging_skill.invalid", "The skill cannot be noted as it stands.", errors=faults)
        label = LocalText(**facts["label"]) if facts.get("label") else None
        about = (activity.edition_id, activity.id, activity.title)
        return cls(id, *about, facts.get("skill"), label, facts["sector"], facts["note"], by, at)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "activity_id": self.activity_id,
            "activity_title": asdict(self.activity_title),
            "skill": self.skill,
            "label": asdict(self.label) if self.label else None,
            "sector": self.sector,
            "note": self.note,
            "noted_at": self.noted_at.isoformat(),
        }

    def record(self) -> dict[str, Any]:
        return {**self.facts(), "noted_by": self.noted_by}


def _faults(facts: Mapping[str, Any]) -> Iterator[Fault]:
    if not facts.get("skill") and not facts.get("label"):
        text = "Name the skill: by its code, or in French and Arabic."
        yield fault("/skill", "emerging_skill.unnamed", text)
