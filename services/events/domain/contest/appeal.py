"""An appeal of an entrant against a result that is not published yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.wording import moment

Decision = Literal["upheld", "dismissed"]


@dataclass
class Appeal:
    id: str
    contest_id: str
    entry_id: str
    minutes_digest: str
    text: str
    made_at: datetime
    decision: Decision | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 0

    def refuse_second(self, others: Iterable["Appeal"]) -> None:
        """One at a time: who wants to add something waits for the answer to the first."""
        if any(one.decision is None and one.minutes_digest == self.minutes_digest for one in others):
            text = "This entry's appeal is being looked at already."
            raise Refused("appeal.made_already", text, entry_id=self.entry_id)

    def decide(self, decision: Decision, reason: str, by: str, at: datetime) -> None:
        if self.decision:
            raise Refused("appeal.decided", "This appeal is decided already.", decision=self.decision)
        self.decision, self.reason, self.decided_by, self.decided_at = decision, reason, by, at

    def forget(self) -> None:
        self.text = "—"

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "entry_id": self.entry_id,
            "minutes_digest": self.minutes_digest,
            "text": self.text,
            "made_at": self.made_at.isoformat(),
            "decision": self.decision,
            "reason": self.reason,
            "decided_by": self.decided_by,
            "decided_at": moment(self.decided_at),
        }
