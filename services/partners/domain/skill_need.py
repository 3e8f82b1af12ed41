"""What an organisation needs: a skill, a level, how many people, until when, and how we know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, fault

LEVELS = range(1, 5)
SOURCES = ("convention", "event", "interview_feedback", "survey")


@dataclass
class SkillNeed:
    id: str
    organisation_id: str
    skill: str
    level: int
    headcount: int
    horizon: date
    source: str
    stated_at: datetime
    agreement_id: str | None = None
    edition_id: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = None
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
            source=facts.get("source") or ("convention" if facts.get("agreement_id") else "survey"),
            stated_at=at,
            agreement_id=facts.get("agreement_id"),
            edition_id=facts.get("edition_id"),
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
        if self.source not in SOURCES:
            yield fault("/source", "skill_need.source_unknown", f"The source is one of {', '.join(SOURCES)}.")
        if self.source == "convention" and not self.agreement_id:
            yield fault("/agreement_id", "skill_need.without_agreement", "Name the agreement it was stated in.")
        if self.source == "event" and not self.edition_id:
            yield fault("/edition_id", "skill_need.without_edition", "Name the edition it was stated at.")

    def withdraw(self, reason: str, at: datetime) -> None:
        if self.withdrawn_at:
            raise Refused("skill_need.already_withdrawn", "This need has been withdrawn already.", need_id=self.id)
        self.withdrawn_at, self.withdrawn_because = at, reason

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "organisation_id": self.organisation_id,
            "agreement_id": self.agreement_id,
            "edition_id": self.edition_id,
            "source": self.source,
            "skill": self.skill,
            "level": self.level,
            "headcount": self.headcount,
            "horizon": self.horizon.isoformat(),
            "stated_at": self.stated_at.isoformat(),
            "withdrawn_at": self.withdrawn_at.isoformat() if self.withdrawn_at else None,
            "withdrawn_because": self.withdrawn_because,
        }
