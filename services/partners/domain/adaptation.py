"""A curriculum adaptation in the making: an emerging skill, where it was noted, who sees to it, what was proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.partners.domain.curriculum_change import CurriculumChange
from services.partners.domain.programme import Programme
from services.partners.domain.skill_folding import words
from services.partners.domain.wording import LocalText


@dataclass(frozen=True)
class Noting:
    """One talk or workshop at which the skill was noted."""

    id: str
    edition_id: str
    activity_id: str
    activity_title: LocalText
    note: str
    noted_at: datetime

    @classmethod
    def told(cls, facts: Mapping[str, Any]) -> "Noting":
        title = LocalText(**facts["activity_title"])
        return cls(facts["id"], facts["edition_id"], facts["activity_id"], title, facts["note"], facts["noted_at"])

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "noted_at": self.noted_at.isoformat()}


@dataclass
class Adaptation:
    """A line of the list: one per skill, however often it is noted. `owner` is an organisation, or the directorate."""

    id: str
    key: str
    skill: str | None
    label: LocalText | None
    sector: str
    notings: tuple[Noting, ...]
    owner: str | None = None
    change_ids: tuple[str, ...] = ()
    version: int = 0

    @classmethod
    def opened(cls, id: str, facts: Mapping[str, Any]) -> "Adaptation":
        label = LocalText(**facts["label"]) if facts["label"] else None
        return cls(id, key_of(facts), facts["skill"], label, facts["sector"], ())

    def note(self, noting: Noting) -> None:
        if noting.id not in {known.id for known in self.notings}:
            self.notings = (*self.notings, noting)

    def name(self, skill: str) -> None:
        """Say which skill of the reference the words mean."""
        if self.skill is not None and self.change_ids:
            text = "A change that teaches this skill has been proposed."
            raise Refused("adaptation.proposed_already", text, skill=self.skill)
        self.skill, self.key = skill, skill

    def change_for(self, programme: Programme, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What is proposed to the committee: to teach it, or to teach it at a higher level, because of an edition."""
        if self.skill is None:
            text = "The skill has no code yet: add it to the reference, and name it here."
            raise Refused("adaptation.without_skill", text, missing=["skill"])
        taught = programme.level_taught(self.skill, facts["from_year"])
        return {
            "steps": [{"action": "raise" if taught else "add", "skill": self.skill, "level": facts["level"]}],
            "reason": facts.get("reason") or self.notings[-1].note,
            "origin": {"kind": "edition", "id": self.notings[-1].edition_id},
            "from_year": facts["from_year"],
        }

    def propose(self, change: CurriculumChange) -> None:
        self.change_ids = (*self.change_ids, change.id)

    def record(
        self, programmes: Iterable[Programme], changes: Mapping[str, CurriculumChange], year: int
    ) -> dict[str, Any]:
        """The line, held against what is taught to those who begin in `year`."""
        taught = [_taught(one, self.skill, year) for one in programmes if self.skill in _skills(one, year)]
        return {
            "id": self.id,
            "skill": self.skill,
            "label": asdict(self.label) if self.label else None,
            "sector": self.sector,
            "notings": [noting.facts() for noting in self.notings],
            "owner": self.owner,
            "year": year,
            "taught": taught,
            "changes": [_decided(changes[id]) for id in self.change_ids if id in changes],
            "version": self.version,
        }


def key_of(facts: Mapping[str, Any]) -> str:
    """The same skill is noted under its code, or in the same words however they are spelled."""
    return facts["skill"] or f"~{' '.join(words(facts['label']['fr']))}"


def _skills(programme: Programme, year: int) -> set[str]:
    return {taught.skill for taught in programme.skills_in(year)}


def _taught(programme: Programme, skill: str | None, year: int) -> dict[str, Any]:
    return {
        "programme_id": programme.id,
        "institute_id": programme.institute_id,
        "title": asdict(programme.title),
        "level": programme.level_taught(skill or "", year),
    }


def _decided(change: CurriculumChange) -> dict[str, Any]:
    told = {"id": change.id, "programme_id": change.programme_id, "state": change.state}
    return {**told, "decision_id": change.decision_id, "from_year": change.from_year}
