"""What a trainee was taught, as far as it is certain: their registration names no programme.

It is what every programme teaches that could be theirs (of their institute, sector and training level), at the lowest
level among them. They began as long before they registered as the training lasts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.matching.domain.kind import ADMITTED
from services.matching.domain.profile import TRAINING_LEVELS, HeldSkill, Profile

EXPECTED = ("confirmed", "checked_in")
JOB_SEEKERS = "candidate"
"""The category of registrations whose training makes a profile: a visitor who is a trainee looks for no job."""


@dataclass(frozen=True)
class Training:
    institute_id: str
    sector: str
    level: str
    began_in: int

    @classmethod
    def told(cls, registration: Mapping[str, Any], years_of_training: Mapping[str, int]) -> "Training | None":
        """Of a registration; None where it does not say enough."""
        institute_id, sector, level = (registration.get(name) or "" for name in ("institute_id", "sector", "level"))
        if not institute_id or not sector or level not in years_of_training:
            return None
        return cls(institute_id, sector, level, registration["registered_at"].year - years_of_training[level])

    def taught_by(self, programmes: Sequence[Mapping[str, Any]]) -> tuple[HeldSkill, ...]:
        wanted = (self.institute_id, self.sector, self.level)
        theirs = [one for one in programmes if (one["institute_id"], one["sector"], one["level"]) == wanted]
        levels = [levels_taught(one, max(self.began_in, one["since"])) for one in theirs]
        certain = set(levels[0]).intersection(*levels[1:]) if levels else set()
        return tuple(HeldSkill(code, min(taught[code] for taught in levels), "taught") for code in sorted(certain))


def levels_taught(programme: Mapping[str, Any], year: int) -> dict[str, int]:
    """By skill, the level taught to those who begin that school year."""
    return {
        one["skill"]: one["level"]
        for one in programme["taught"]
        if one["since"] <= year and (one["until"] is None or year < one["until"])
    }


def first_profile(registration: Mapping[str, Any], edition_sectors: Sequence[str] = ()) -> Profile | None:
    """What a standing registration alone says; None where that is too little.

    A job seeker has a training level. Whom a kind of meeting admits by their category is of the edition's sectors where
    they say none, and of the lowest level: nothing more is claimed for them.
    """
    category, level, sector = (registration.get(name) for name in ("category", "level", "sector"))
    if registration["state"] not in EXPECTED:
        return None
    sectors: tuple[str, ...] = (sector,) if sector else ()
    if category == JOB_SEEKERS and level in TRAINING_LEVELS:
        return Profile(training_level=level, sectors=sectors)
    sectors = sectors or tuple(edition_sectors)
    if category in ADMITTED and sectors:
        return Profile(training_level=level if level in TRAINING_LEVELS else TRAINING_LEVELS[0], sectors=sectors)
    return None


@dataclass(frozen=True)
class GivenPseudonym:
    """By which the public messages name a person; `id` and `version` are the candidate's."""

    id: str
    version: int
    person_id: str

    def facts(self) -> dict[str, Any]:
        return {"pseudonym": self.id, "person_id": self.person_id}


@dataclass(frozen=True)
class ProfiledCandidate:
    """A candidate's profile as the other rooms may know it: under the pseudonym."""

    id: str
    version: int
    profile: Profile

    def facts(self) -> dict[str, Any]:
        whole = self.profile.facts()
        told = {name: whole[name] for name in ("training_level", "sectors", "skills", "awarded")}
        return {"pseudonym": self.id, **told}
