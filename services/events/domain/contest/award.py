"""An award: what an entry is given at a place of the published ranking, and the skills it shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from services.events.domain.wording import LocalText, moment

AwardState = Literal["given", "revoked"]


@dataclass(frozen=True)
class ShownSkill:
    """A skill of the tenant's reference that the jury saw, at a level of 1 to 4."""

    code: str
    level: int


@dataclass
class Award:
    """`minutes_digest` is that of the minutes it follows from: a superseding version confirms or revokes it."""

    id: str
    contest_id: str
    edition_id: str
    entry_id: str
    person_ids: tuple[str, ...]
    title: LocalText
    rank: int
    skills: tuple[ShownSkill, ...]
    juror_organisation_ids: tuple[str, ...]
    minutes_digest: str
    given_at: datetime
    state: AwardState = "given"
    revoked_at: datetime | None = None
    version: int = 0

    def revoke(self, at: datetime) -> None:
        self.state, self.revoked_at = "revoked", at

    def confirm(self, minutes_digest: str, skills: tuple[ShownSkill, ...]) -> None:
        """The superseding minutes give the same entry the same prize: it now follows from them."""
        self.minutes_digest, self.skills = minutes_digest, skills

    def forget_person(self, person_id: str) -> None:
        self.person_ids = tuple(one for one in self.person_ids if one != person_id)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "edition_id": self.edition_id,
            "entry_id": self.entry_id,
            "person_ids": list(self.person_ids),
            "title": {"fr": self.title.fr, "ar": self.title.ar},
            "rank": self.rank,
            "skills": [{"code": skill.code, "level": skill.level} for skill in self.skills],
            "juror_organisation_ids": list(self.juror_organisation_ids),
            "minutes_digest": self.minutes_digest,
            "given_at": self.given_at.isoformat(),
            "state": self.state,
            "revoked_at": moment(self.revoked_at),
        }


def shown_skills(means: Mapping[str, float]) -> tuple[ShownSkill, ...]:
    """Skills by the mean of the points (0 to 3) of their criteria: from 1 on shown, at the rounded mean and one more.

    A point is what the trade expects of a professional, so a mean of 1 is level 2 of the reference's 1 to 4 and a mean
    of 3 is level 4; below 1 the jury has not seen the skill.
    """
    return tuple(ShownSkill(code, 1 + int(mean + 0.5)) for code, mean in sorted(means.items()) if mean >= 1)
