"""Skills: what is taught, needed and held, named in two languages and linked to the references of others."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.wording import Fault, LocalText, fault

CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
LONGEST_CODE = 64
LEVELS = range(1, 5)
SCHEMES = ("esco", "rome", "rec", "onet")
MATCHES = ("exact", "close", "broad")
URI = re.compile(r"(https?://|urn:)[^\s]{1,500}")


@dataclass(frozen=True)
class SkillLink:
    """The same skill (exact), nearly the same (close) or a wider one (broad) in another reference, as SKOS has it."""

    scheme: str
    uri: str
    match: str

    def faults(self, pointer: str) -> Iterator[Fault]:
        if self.scheme not in SCHEMES:
            yield fault(f"{pointer}/scheme", "skill.scheme_unknown", f"The scheme is one of {', '.join(SCHEMES)}.")
        if self.match not in MATCHES:
            yield fault(f"{pointer}/match", "skill.match_unknown", f"The match is one of {', '.join(MATCHES)}.")
        if not URI.fullmatch(self.uri):
            yield fault(f"{pointer}/uri", "skill.uri_malformed", "A link is an http(s) address or a urn.")


@dataclass
class Skill:
    """`version` is 0 as long as a skill of the starter set is as the project wrote it."""

    id: str
    code: str
    label: LocalText
    sector: str
    level: int
    links: tuple[SkillLink, ...] = ()
    retired_at: datetime | None = None
    version: int = 0

    @classmethod
    def defined(cls, skill_id: str, facts: Mapping[str, Any], sectors: Collection[str]) -> "Skill":
        skill = cls(
            id=skill_id,
            code=facts["code"],
            label=LocalText(**facts["label"]),
            sector=facts["sector"],
            level=facts["level"],
            links=tuple(SkillLink(**link) for link in facts.get("links") or ()),
        )
        if faults := list(skill.faults(sectors)):
            raise Invalid("skill.invalid", "The skill cannot be defined as it stands.", errors=faults)
        return skill

    def faults(self, sectors: Collection[str]) -> Iterator[Fault]:
        if len(self.code) > LONGEST_CODE or not CODE.fullmatch(self.code):
            yield fault("/code", "skill.code_malformed", "A code: letters and digits, joined by dots or hyphens.")
        if self.sector not in sectors:
            yield fault("/sector", "sector.unknown", f"The sector {self.sector} is not in the tenant's list.")
        if self.level not in LEVELS:
            yield fault("/level", "skill.level_unknown", "A level is between 1 and 4.")
        if len(set(self.links)) != len(self.links):
            yield fault("/links", "skill.link_repeated", "Each link is named once.")
        for place, link in enumerate(self.links):
            yield from link.faults(f"/links/{place}")

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def relabel(self, label: LocalText) -> None:
        self._require_in_use()
        self.label = label

    def retire(self, at: datetime) -> None:
        """What was taught or needed under it keeps its name; nothing new refers to it."""
        self._require_in_use()
        self.retired_at = at

    def restore(self) -> None:
        if not self.is_retired:
            raise Refused("skill.not_retired", f"The skill {self.code} is in use.", skill=self.code)
        self.retired_at = None

    def _require_in_use(self) -> None:
        if self.is_retired:
            raise Refused("skill.retired", f"The skill {self.code} has been retired.", skill=self.code)

    def becomes(self, stated: "Skill") -> bool:
        """Take over what an import says of this code; whether anything differs from before."""
        before = self.said
        self.label, self.sector, self.level, self.links = stated.said
        return self.said != before

    @property
    def said(self) -> tuple[LocalText, str, int, tuple[SkillLink, ...]]:
        """What can be said anew of a skill: all but its code."""
        return (self.label, self.sector, self.level, self.links)

    def facts(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": asdict(self.label),
            "sector": self.sector,
            "level": self.level,
            "links": [asdict(link) for link in self.links],
            "retired_at": self.retired_at.isoformat() if self.retired_at else None,
        }


@dataclass(frozen=True)
class ChangedSkills:
    """Skills as they are told to the other rooms together; each has its own version, so their order is no matter."""

    id: str
    skills: tuple[Skill, ...]
    version: int = 1

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "skills": [{**skill.facts(), "version": skill.version} for skill in self.skills]}
