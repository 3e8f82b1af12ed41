"""A person asks a human to look at what was decided about them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.wording import fault

DECISIONS = ("upheld", "overruled")


@dataclass
class Review:
    """open -> decided, with a note; `text` is what the person says, `note` what the human answers."""

    id: str
    candidate_id: str
    offer_id: str
    edition_id: str
    text: str
    asked_at: datetime
    state: str = "open"
    decision: str | None = None
    note: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    version: int = 0

    def decide(self, facts: Mapping[str, Any], at: datetime, by: str) -> None:
        if self.state != "open":
            raise Refused("review.decided", "This review has been decided.", decision=self.decision)
        if facts["decision"] not in DECISIONS:
            text = f"The decision is one of {', '.join(DECISIONS)}."
            raise Invalid("review.decision_unknown", text, errors=[fault("/decision", "review.decision_unknown", text)])
        self.state, self.decision, self.note = "decided", facts["decision"], facts["note"]
        self.decided_at, self.decided_by = at, by

    @property
    def is_overruled(self) -> bool:
        return self.decision == "overruled"

    def facts(self) -> dict[str, Any]:
        facts = asdict(self)
        del facts["version"]
        return facts | {name: own.isoformat() for name, own in facts.items() if isinstance(own, datetime)}
