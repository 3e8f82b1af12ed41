"""A candidate: what they can do, where they would work, and at which edition they found a job."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.preferences import NONE, Preferences
from services.matching.domain.wording import Fault, fault

TRAINING_LEVELS = ("specialisation", "qualification", "technicien", "technicien_specialise")
SOURCES = {"declared": 0.8, "taught": 0.9, "awarded": 1.0}
STATED = ("declared", "taught")
"""What a profile may say of itself; that a skill was awarded, a credential says."""
SKILL_LEVELS = range(1, 5)


@dataclass(frozen=True)
class HeldSkill:
    code: str
    level: int
    source: str = "declared"

    def worth_for(self, level: int) -> float:
        """From 0 to 1: how much of what is sought at this level it covers, as far as its source is believed."""
        return SOURCES[self.source] * (1.0 if self.level >= level else self.level / level)


@dataclass(frozen=True)
class Profile:
    """`skills` are what the profile states; kept apart from it are `awarded`, what valid credentials prove, and
    `preferences`, what both sides have stated of each other at an edition."""

    training_level: str
    skills: tuple[HeldSkill, ...] = ()
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mobility: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    awarded: tuple[HeldSkill, ...] = ()
    preferences: Preferences = NONE

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Profile":
        profile = cls(
            training_level=facts["training_level"],
            skills=tuple(HeldSkill(**skill) for skill in facts.get("skills") or ()),
            sectors=tuple(facts.get("sectors") or ()),
            languages=tuple(facts.get("languages") or ()),
            mobility=tuple(facts.get("mobility") or ()),
            contracts=tuple(facts.get("contracts") or ()),
        )
        if faults := list(profile._faults()):
            raise Invalid("profile.invalid", "The profile cannot be used as it stands.", errors=faults)
        return profile

    def _faults(self) -> Iterator[Fault]:
        if self.training_level not in TRAINING_LEVELS:
            one_of = ", ".join(TRAINING_LEVELS)
            yield fault("/training_level", "profile.training_level_unknown", f"The training level is one of {one_of}.")
        if len({skill.code for skill in self.skills}) != len(self.skills):
            yield fault("/skills", "profile.skill_repeated", "Each skill is named once.")
        for place, skill in enumerate(self.skills):
            if skill.level not in SKILL_LEVELS:
                yield fault(f"/skills/{place}/level", "profile.skill_level_unknown", "A level is between 1 and 4.")
            if skill.source not in STATED:
                one_of = ", ".join(STATED)
                yield fault(
                    f"/skills/{place}/source", "profile.skill_source_unknown", f"The source is one of {one_of}."
                )

    def with_taught(self, taught: Iterable[HeldSkill]) -> "Profile":
        """With what a programme taught; what the profile says of a skill itself goes before it."""
        stated = {skill.code for skill in self.skills}
        return replace(self, skills=(*self.skills, *(skill for skill in taught if skill.code not in stated)))

    def with_awarded(self, awarded: Iterable[HeldSkill]) -> "Profile":
        return replace(self, awarded=tuple(awarded))

    def with_preferences(self, preferences: Preferences) -> "Profile":
        return replace(self, preferences=preferences)

    @cached_property
    def held(self) -> dict[str, tuple[HeldSkill, ...]]:
        """By code, all that is stated or proven of a skill."""
        held: dict[str, tuple[HeldSkill, ...]] = {}
        for skill in (*self.awarded, *self.skills):
            held[skill.code] = (*held[skill.code], skill) if skill.code in held else (skill,)
        return held

    def best(self, code: str, level: int) -> HeldSkill | None:
        """What counts of a skill where this level is sought: what is proven, where it is worth as much."""
        held = self.held.get(code)
        if held is None:
            return None
        return held[0] if len(held) == 1 else max(held, key=lambda skill: skill.worth_for(level))

    @cached_property
    def training_rank(self) -> int:
        return TRAINING_LEVELS.index(self.training_level)

    def facts(self) -> dict[str, Any]:
        facts = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        del facts["preferences"]
        return facts


@dataclass
class Candidate:
    """`id` is drawn by this room and tells nothing of the person: the world outside knows them by it."""

    id: str
    person_id: str
    profile: Profile
    hired_at: list[str] = field(default_factory=list)
    stated: bool = True
    """Whether they said it themselves; else it follows from a registration."""
    version: int = 0

    def learn(self, profile: Profile) -> bool:
        """Take what another registration says, where nothing was stated and it says more; whether it did."""
        if self.stated or profile.training_rank <= self.profile.training_rank:
            return False
        self.profile = profile
        return True

    def take_job_at(self, edition_id: str) -> None:
        if edition_id in self.hired_at:
            raise Refused("hiring.candidate_already_hired", "The candidate has accepted another job at this edition.")
        self.hired_at.append(edition_id)

    def lose_job_at(self, edition_id: str) -> None:
        self.hired_at.remove(edition_id)

    def facts(self) -> dict[str, Any]:
        return {"candidate_id": self.person_id, **self.profile.facts()}
