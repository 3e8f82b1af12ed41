"""Badges printed for many: asked for once, made part by part, and gone when one of the people is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import NotFound, Refused

Layout = Literal["a6", "a4"]
PER_PART = 100
"""Badges of one file: a hundred are made in some seconds, and one that is lost is soon made again."""


@dataclass(frozen=True)
class Part:
    file_id: str
    badges: int


@dataclass
class BadgePrint:
    """`registration_ids` in the order in which they are printed."""

    id: str
    edition_id: str
    layout: Layout
    registration_ids: list[str]
    asked_at: datetime
    parts: list[Part] = field(default_factory=list)
    version: int = 0

    @classmethod
    def asked(
        cls, id: str, edition_id: str, layout: Layout, registrations: Sequence[str], at: datetime
    ) -> "BadgePrint":
        if not registrations:
            raise Refused("badge_print.empty", "Nobody of these has a badge.", edition_id=edition_id)
        return cls(id, edition_id, layout, list(registrations), at)

    @property
    def printed(self) -> int:
        return sum(part.badges for part in self.parts)

    @property
    def is_done(self) -> bool:
        return len(self.parts) * PER_PART >= len(self.registration_ids)

    def next_part(self) -> list[str]:
        begin = len(self.parts) * PER_PART
        return self.registration_ids[begin : begin + PER_PART]

    def add(self, part: Part) -> None:
        self.parts = [*self.parts, part]

    def part(self, number: int) -> Part:
        """Parts are numbered from 1."""
        if not 1 <= number <= len(self.parts):
            text = "This part does not exist, or is not printed yet."
            raise NotFound("badge_print.no_part", text, id=self.id, parts=len(self.parts))
        return self.parts[number - 1]

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "layout": self.layout,
            "state": "ready" if self.is_done else "printing",
            "badges": len(self.registration_ids),
            "printed": self.printed,
            "parts": len(self.parts),
            "asked_at": self.asked_at.isoformat(),
        }
