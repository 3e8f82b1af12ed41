"""What an organisation needs: a skill, a level, how many people, until when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from multaqa.errors import Invalid
from services.partners.domain.wording import Fault, fault

LEVELS = range(1, 5)


@dataclass
class SkillNeed:
    id: str
    organisation_id: str
    skill: str
    level: int
    headcount: int
    horizon: date
    stated_at: datetime
    agreement_id: str | None = None
    version: int = 0

    @classmethod
    def stated(cls, need_id: str, facts: Mapping[str, Any], at: datetime) -> "SkillNeed":
        need = cls(
            id=need_id,
            organisation_id=facts["organisation_id"],
            skill=facts["skill"],
            level=facts["level"],
            headcount=facts["headcount"],
            horizon=date.fromisoformat(facts["horizon"]),
            stated_at=at,
            agreement_id=facts.get("agreement_id"),
        )
        if faults := list(need._faults()):
            raise Invalid("skill_need.invalid", "The skill need cannot be stated as it stands.", errors=faults)
        return need

    def _faults(self) -> Iterator[Fault]:
        if self.level not in LEVELS:
            yield fault("/level", "skill_need.level_unknown", "A level is between 1 and 4.")
        if self.headcount < 1:
            yield fault("/headcount", "skill_need.headcount_too_small", "At least one person is needed.")
        if self.horizon < self.stated_at.date():
            yield fault("/horizon", "skill_need.horizon_past", "The horizon lies in the past.")

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "organisation_id": self.organisation_id,
            "agreement_id": self.agreement_id,
            "skill": self.skill,
            "level": self.level,
            "headcount": self.headcount,
            "horizon": self.horizon.isoformat(),
            "stated_at": self.stated_at.isoformat(),
        }
