"""A committee of an institute: whose it is, and the rules it meets under."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.partners.domain.governance.rules import Rules
from services.partners.domain.organisation import Organisation
from services.partners.domain.wording import LocalText


@dataclass
class Committee:
    id: str
    institute_id: str
    name: LocalText
    rules: Rules
    founded_at: datetime
    version: int = 0

    @classmethod
    def founded(cls, id: str, institute: Organisation, facts: Mapping[str, Any], at: datetime) -> "Committee":
        if institute.kind != "institute":
            text = "Only an institute has a committee."
            raise Refused("committee.not_an_institute", text, organisation_id=institute.id, kind=institute.kind)
        return cls(id, institute.id, LocalText(**facts["name"]), _sound(Rules.given(facts)), at)

    def change_rules(self, facts: Mapping[str, Any]) -> None:
        """From the next meeting that is called: one already called keeps the rules it was called under."""
        self.rules = _sound(Rules.given(facts))

    def details(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "institute_id": self.institute_id,
            "name": asdict(self.name),
            **self.rules.facts(),
            "founded_at": self.founded_at.isoformat(),
        }


def _sound(rules: Rules) -> Rules:
    if faults := list(rules.faults()):
        raise Invalid("committee.invalid", "These rules contradict themselves.", errors=faults)
    return rules
