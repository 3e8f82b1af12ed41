"""The question whether somebody is still in their job: once at each milestone, once more for who did not answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.ids import derived_id
from services.matching.domain.hiring import Hiring
from services.matching.domain.offer import Offer


@dataclass
class ConfirmationLink:
    """`id` is the digest of the link's secret. The reminder brings a link of its own, and both work."""

    id: str
    hiring_id: str
    candidate_id: str
    months: int
    made_at: datetime
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return {"hiring_id": self.hiring_id, "months": self.months, "made_at": self.made_at.isoformat()}


@dataclass(frozen=True)
class Question:
    """What the mail asks, and what the page behind its link shows."""

    hiring: Hiring
    offer: Offer
    organisation_name: Mapping[str, str] | None
    months: int
    reminder: bool = False

    @property
    def id(self) -> str:
        return derived_id("confirmation", self.hiring.id, str(self.months))

    @property
    def version(self) -> int:
        return 2 if self.reminder else 1

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "hiring_id": self.hiring.id,
            "candidate_id": self.hiring.candidate_id,
            "reminder": self.reminder,
            **self._asked(),
        }

    def shown(self) -> dict[str, Any]:
        """`still` is the answer: true, false, or null as long as there is none."""
        return {**self._asked(), "still": self.hiring.said(self.months)}

    def _asked(self) -> dict[str, Any]:
        return {
            "organisation_name": self.organisation_name,
            "offer_title": asdict(self.offer.title),
            "starts_on": self.hiring.starts_on.isoformat(),
            "months": self.months,
        }
