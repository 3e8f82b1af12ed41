"""A curriculum adaptation: proposed with its reason and origin, decided by a committee, and only then taught.

proposed -> adopted | rejected | withdrawn. The skills that an edition showed to be emerging become what the next year
learns: here the loop from events to training closes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.programme import SKILL_LEVELS, YEARS, Programme
from services.partners.domain.wording import Fault, fault

ACTIONS = ("add", "remove", "raise")
ORIGINS = ("edition", "skill_need", "agreement", "committee", "review")
STATES = ("proposed", "adopted", "rejected", "withdrawn")


@dataclass(frozen=True)
class Step:
    """One skill added at a level, raised to a level, or removed (then without one)."""

    action: str
    skill: str
    level: int | None = None

    def faults(self, pointer: str, taught: int | None) -> Iterator[Fault]:
        """`taught` is the level at which the skill is taught in the year of the change, None where it is not."""
        if self.action not in ACTIONS:
            yield fault(f"{pointer}/action", "curriculum_change.action_unknown", f"One of {', '.join(ACTIONS)}.")
        elif self.action == "add" and taught is not None:
            yield fault(f"{pointer}/skill", "curriculum_change.taught_already", f"It is taught at level {taught}.")
        elif self.action != "add" and taught is None:
            yield fault(f"{pointer}/skill", "curriculum_change.not_taught", "The programme does not teach it.")
        else:
            yield from self._level_faults(f"{pointer}/level", taught or 0)

    def _level_faults(self, pointer: str, taught: int) -> Iterator[Fault]:
        if self.action == "remove":
            if self.level is not None:
                yield fault(pointer, "curriculum_change.level_of_removed", "What is removed has no level.")
        elif self.level is None or self.level not in SKILL_LEVELS:
            yield fault(pointer, "skill.level_unknown", "A level is between 1 and 4.")
        elif self.level <= taught:
            yield fault(pointer, "curriculum_change.not_raised", f"It is taught at level {taught} already.")


@dataclass(frozen=True)
class Origin:
    """What gave rise to the change: an edition's emerging skills, a partner's need, an agreement, a committee."""

    kind: str
    id: str | None = None

    def faults(self) -> Iterator[Fault]:
        if self.kind not in ORIGINS:
            text = f"The origin is one of {', '.join(ORIGINS)}."
            yield fault("/origin/kind", "curriculum_change.origin_unknown", text)
        elif self.kind != "review" and not self.id:
            yield fault("/origin/id", "curriculum_change.origin_unnamed", f"Name the {self.kind} it comes from.")


@dataclass
class CurriculumChange:
    id: str
    programme_id: str
    institute_id: str
    steps: tuple[Step, ...]
    reason: str
    origin: Origin
    from_year: int
    proposed_at: datetime
    state: str = "proposed"
    decision_id: str | None = None
    decided_at: datetime | None = None
    version: int = 0

    @classmethod
    def proposed(
        cls, change_id: str, programme: Programme, facts: Mapping[str, Any], at: datetime
    ) -> "CurriculumChange":
        change = cls(
            id=change_id,
            programme_id=programme.id,
            institute_id=programme.institute_id,
            steps=tuple(Step(**step) for step in facts["steps"]),
            reason=facts["reason"],
            origin=Origin(**facts["origin"]),
            from_year=facts["from_year"],
            proposed_at=at,
        )
        if faults := list(change._faults(programme)):
            raise Invalid("curriculum_change.invalid", "The change cannot be proposed as it stands.", errors=faults)
        return change

    def _faults(self, programme: Programme) -> Iterator[Fault]:
        earliest = max(self.proposed_at.year, programme.since)
        if self.from_year not in YEARS or self.from_year < earliest:
            yield fault("/from_year", "curriculum_change.in_the_past", f"It is taught from {earliest} at the earliest.")
        if not self.steps:
            yield fault("/steps", "curriculum_change.without_steps", "A change adds, removes or raises a skill.")
        yield from self.origin.faults()
        yield from self._step_faults(programme)

    def _step_faults(self, programme: Programme) -> Iterator[Fault]:
        seen: set[str] = set()
        for place, step in enumerate(self.steps):
            if step.skill in seen:
                yield fault(f"/steps/{place}/skill", "programme.skill_repeated", "Each skill is named once.")
            else:
                yield from step.faults(f"/steps/{place}", programme.level_taught(step.skill, self.from_year))
            seen.add(step.skill)
        if self._leaves_nothing(programme):
            yield fault("/steps", "programme.without_skills", "A programme teaches at least one skill.")

    def _leaves_nothing(self, programme: Programme) -> bool:
        removed = {step.skill for step in self.steps if step.action == "remove"}
        taught = {taught.skill for taught in programme.skills_in(self.from_year)}
        return bool(taught) and taught <= removed and not any(step.action == "add" for step in self.steps)

    def new_skills(self) -> list[tuple[str, str]]:
        """(pointer, code) of what is to be added: it must be in the reference; what goes may be retired."""
        return [(f"/steps/{place}/skill", step.skill) for place, step in enumerate(self.steps) if step.action == "add"]

    def refuse_beside(self, other: "CurriculumChange | None") -> None:
        """One change of a programme at a time: a committee decides on what it has read."""
        if other is not None:
            text = "Another change of this programme awaits its decision."
            raise Refused("curriculum_change.already_open", text, change_id=other.id)

    @property
    def is_adopted(self) -> bool:
        return self.state == "adopted"

    @property
    def taught_from(self) -> int:
        """A decision that comes late changes nothing for those who have begun."""
        return max(self.from_year, self.decided_at.year) if self.decided_at else self.from_year

    def decide(self, decision_id: str, institute_id: str, *, adopted: bool, at: datetime) -> None:
        if institute_id != self.institute_id:
            text = "A committee decides on the programmes of its own institute."
            raise Refused("curriculum_change.other_institute", text, institute_id=self.institute_id)
        self._leave_proposed("adopted" if adopted else "rejected", at)
        self.decision_id = decision_id

    def withdraw(self, at: datetime) -> None:
        self._leave_proposed("withdrawn", at)

    def _leave_proposed(self, state: str, at: datetime) -> None:
        if self.state != "proposed":
            text = f"This change has been {self.state}."
            raise Refused("curriculum_change.not_open", text, state=self.state)
        self.state, self.decided_at = state, at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "programme_id": self.programme_id,
            "institute_id": self.institute_id,
            "steps": [asdict(step) for step in self.steps],
            "reason": self.reason,
            "origin": asdict(self.origin),
            "from_year": self.from_year,
            "state": self.state,
            "proposed_at": self.proposed_at.isoformat(),
            "decision_id": self.decision_id,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
        }
