"""Commitments: what a party promised in an agreement in force, and how much of it has come true.

planned -> on_track -> fulfilled; late once the due date has passed, lapsed when the agreement ends before; waived by
staff. All but waived follows from the progress and the day, so that it does not matter in which order one hears.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from multaqa.errors import Refused

STEPS: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"on_track", "late", "fulfilled", "lapsed", "waived"}),
    "on_track": frozenset({"planned", "late", "fulfilled", "lapsed", "waived"}),
    "late": frozenset({"fulfilled", "lapsed", "waived"}),
    "fulfilled": frozenset({"planned", "on_track", "late", "lapsed"}),  # what was counted may be taken back
    "lapsed": frozenset({"fulfilled"}),  # what was done in time may be told afterwards
    "waived": frozenset(),
}
SETTLED = frozenset({"fulfilled", "lapsed", "waived"})
TOLD = frozenset({"late", "fulfilled", "lapsed", "waived"})
EARLY = timedelta(days=30)
"""What happened so shortly before the start may have been meant by the promise: a human says."""


class Promised(Protocol):
    """What a commitment takes over from the text of its agreement."""

    @property
    def kind(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def quantity(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def due_on(self) -> date: ...


@dataclass
class Commitment:
    """`news` is what has changed since it was read: `progressed`, and each status of TOLD it has come to."""

    id: str
    agreement_id: str
    kind: str
    owner: str
    quantity: int
    unit: str
    due_on: date
    starts_on: date
    made_at: datetime
    progress: int = 0
    status: str = "planned"
    ended_on: date | None = None
    waiver: str | None = None
    version: int = 0
    news: list[str] = field(default_factory=list)

    @classmethod
    def made(
        cls, commitment_id: str, agreement_id: str, promise: Promised, starts_on: date, at: datetime
    ) -> "Commitment":
        return cls(
            id=commitment_id,
            agreement_id=agreement_id,
            kind=promise.kind,
            owner=promise.owner,
            quantity=promise.quantity,
            unit=promise.unit,
            due_on=promise.due_on,
            starts_on=starts_on,
            made_at=at,
        )

    def count(self, quantity: int, today: date) -> None:
        if self.status == "waived":
            raise Refused("commitment.waived", "This commitment is waived: nothing counts for it.", id=self.id)
        self._progress(quantity, today)

    def take_back(self, quantity: int, today: date) -> None:
        """What counted did not come true after all."""
        self._progress(-quantity, today)

    def _progress(self, quantity: int, today: date) -> None:
        self.progress += quantity
        self.news.append("progressed")
        self.settle(today)

    def settle(self, today: date) -> None:
        """The status that follows from the progress and the day; one that was waived stays so."""
        if self.status != "waived":
            self._become(self._earned(today))

    def _earned(self, today: date) -> str:
        if self.progress >= self.quantity:
            return "fulfilled"
        if self.ended_on:
            return "lapsed"
        if today > self.due_on:
            return "late"
        return "on_track" if self.progress else "planned"

    def end(self, today: date) -> None:
        """The agreement has ended: what is not fulfilled by now has lapsed."""
        self.ended_on = self.ended_on or today
        self.settle(today)

    def waive(self, reason: str) -> None:
        if "waived" not in STEPS[self.status]:
            text = "Only what is neither fulfilled, lapsed nor waived can be waived."
            raise Refused("commitment.settled", text, status=self.status)
        self._become("waived")
        self.waiver = reason

    def _become(self, status: str) -> None:
        if status == self.status:
            return
        if status not in STEPS[self.status]:
            text = f"A commitment does not go from {self.status} to {status}."
            raise Refused("commitment.step_not_declared", text, status=self.status)
        self.status = status
        if status in TOLD:
            self.news.append(status)

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None

    def covers(self, day: date) -> bool:
        """Whether the promise was in force on this day."""
        return self.status != "waived" and self.starts_on <= day and (self.ended_on is None or day <= self.ended_on)

    def is_shortly_after(self, day: date) -> bool:
        """Whether the promise came into force so soon after this day that it may have meant it."""
        return self.status != "waived" and not self.is_over and day < self.starts_on <= day + EARLY

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "agreement_id": self.agreement_id,
            "kind": self.kind,
            "owner": self.owner,
            "quantity": self.quantity,
            "unit": self.unit,
            "due_on": self.due_on.isoformat(),
            "starts_on": self.starts_on.isoformat(),
            "made_at": self.made_at.isoformat(),
            "progress": self.progress,
            "status": self.status,
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "waiver": self.waiver,
        }
