"""A directorate's own words for what is told: every version of them is kept, one stands, or the house's do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import NotFound, Refused
from services.notifications.domain.wording import moment

LANGUAGES = ("fr", "ar")
VERSIONS_KEPT = 50


@dataclass(frozen=True)
class TemplateVersion:
    """`html` is the body between greeting and footer; None: it is made of the text."""

    number: int
    subject: str
    text: str
    html: str | None
    made_at: datetime
    made_by: str

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "made_at": self.made_at.isoformat()}


@dataclass(frozen=True)
class Trouble:
    """Why the standing version could not be written for somebody, who got the house's words instead."""

    number: int
    reason: str
    at: datetime


@dataclass
class Template:
    """For a type of message, a channel and a language. `standing` is the number of the version used, if one is."""

    id: str
    type: str
    channel: str
    language: str
    versions: list[TemplateVersion] = field(default_factory=list)
    standing: int | None = None
    trouble: Trouble | None = None
    version: int = 0

    @property
    def stands(self) -> TemplateVersion | None:
        return next((one for one in self.versions if one.number == self.standing), None)

    def put(self, wording: Mapping[str, Any], by: str, at: datetime) -> TemplateVersion:
        """A new version, which stands from now on; of those before, the oldest are forgotten."""
        number = max((one.number for one in self.versions), default=0) + 1
        made = TemplateVersion(number, wording["subject"], wording["text"], wording.get("html"), at, by)
        self.versions = [*self.versions[1 - VERSIONS_KEPT :], made]
        self.standing, self.trouble = number, None
        return made

    def restore(self, number: int) -> None:
        """What stood before, or was withdrawn, stands again."""
        if number not in {one.number for one in self.versions}:
            raise NotFound("template.version_not_found", "This template has no such version.", number=number)
        if number == self.standing:
            raise Refused("template.stands_already", "This version stands already.", number=number)
        self.standing, self.trouble = number, None

    def withdraw(self) -> None:
        """The house's words are used again."""
        if self.standing is None:
            raise Refused("template.not_standing", "No version of this template stands.")
        self.standing, self.trouble = None, None

    def note(self, number: int, reason: str, at: datetime) -> bool:
        """That a version failed; whether this is new to whoever looks after it."""
        if number != self.standing or (self.trouble and self.trouble.reason == reason):
            return False
        self.trouble = Trouble(number, reason, at)
        return True

    def facts(self) -> dict[str, Any]:
        trouble = self.trouble
        return {
            "type": self.type,
            "channel": self.channel,
            "language": self.language,
            "standing": self.standing,
            "versions": [one.facts() for one in reversed(self.versions)],
            "trouble": {**asdict(trouble), "at": moment(trouble.at)} if trouble else None,
        }
