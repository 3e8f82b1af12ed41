"""A series: the gathering that comes back every year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.events.domain.wording import LocalText


@dataclass
class Series:
    id: str
    name: LocalText
    version: int = 0

    @classmethod
    def created(cls, id: str, facts: Mapping[str, Any]) -> "Series":
        return cls(id, LocalText(**facts["name"]))

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "name": {"fr": self.name.fr, "ar": self.name.ar}}
