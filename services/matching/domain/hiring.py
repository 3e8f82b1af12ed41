"""A hiring: offered after an interview, accepted or declined, confirmed at 3 and 6 months.

offered -> hired | declined; a hiring is confirmed at a milestone once that many months have passed since its start.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.interview import Interview
from services.matching.domain.kind import KINDS
from services.matching.domain.offer import CONTRACTS
from services.matching.domain.wording import fault

MILESTONES = (3, 6)


@dataclass
class Hiring:
    id: str
    interview_id: str
    candidate_id: str
    pseudonym: str
    organisation_id: str
    offer_id: str
    edition_id: str
    sector: str
    contract: str
    starts_on: date
    offered_at: datetime
    state: str = "offered"
    answered_at: datetime | None = None
    confirmed_months: list[int] = field(default_factory=list)
    version: int = 0

    @classmethod
    def offered(
        cls, hiring_id: str, interview: Interview, pseudonym: str, contract: str, starts_on: date, at: datetime
    ) -> "Hiring":
        if not interview.was_held:
            raise Refused("hiring.interview_not_held", "A job is offered after an interview that was held.")
        if not KINDS[interview.kind].leads_to_hiring:
            raise Refused("hiring.kind_without_job", "No job is offered after a meeting of this kind.")
        if contract not in CONTRACTS:
            text = f"The contract is one of {', '.join(CONTRACTS)}."
            errors = [fault("/contract", "hiring.contract_unknown", text)]
            raise Invalid("hiring.contract_unknown", text, errors=errors)
        return cls(
            id=hiring_id,
            interview_id=interview.id,
            candidate_id=interview.candidate_id,
            pseudonym=pseudonym,
            organisation_id=interview.organisation_id,
            offer_id=interview.offer_id,
            edition_id=interview.edition_id,
            sector=interview.sector,
            contract=contract,
            starts_on=starts_on,
            offered_at=at,
        )

    def accept(self, at: datetime) -> None:
        self._answer("hired", at)

    def decline(self, at: datetime) -> None:
        self._answer("declined", at)

    def _answer(self, state: str, at: datetime) -> None:
        if self.state != "offered":
            raise Refused("hiring.already_answered", "The candidate has answered.", state=self.state)
        self.state, self.answered_at = state, at

    def confirm(self, months: int, today: date) -> None:
        """Say that the person is still in the job `months` after its start."""
        if months not in MILESTONES:
            raise Invalid("hiring.milestone_unknown", "A hiring is confirmed at 3 and at 6 months.")
        if self.state != "hired":
            raise Refused("hiring.not_hired", "Only an accepted job can be confirmed.", state=self.state)
        if months in self.confirmed_months:
            raise Refused("hiring.already_confirmed", "This milestone is confirmed.", months=months)
        if today < (due := self.due_on(months)):
            raise Refused("hiring.confirmed_too_early", f"This can be said from {due} on.", due_on=due.isoformat())
        self.confirmed_months = sorted([*self.confirmed_months, months])

    def due_on(self, months: int) -> date:
        """The same day of the month, or the month's last day where it has no such day."""
        year, month = divmod(self.starts_on.month - 1 + months, 12)
        year, month = self.starts_on.year + year, month + 1
        return date(year, month, min(self.starts_on.day, calendar.monthrange(year, month)[1]))

    def is_asked_at(self, months: int, today: date) -> bool:
        return self.state == "hired" and self.due_on(months) <= today

    def facts(self) -> dict[str, Any]:
        """What the world outside may know: nothing that names the candidate."""
        return {
            "id": self.id,
            "pseudonym": self.pseudonym,
            "organisation_id": self.organisation_id,
            "offer_id": self.offer_id,
            "edition_id": self.edition_id,
            "sector": self.sector,
            "contract": self.contract,
            "starts_on": self.starts_on.isoformat(),
            "state": self.state,
            "offered_at": self.offered_at.isoformat(),
            "answered_at": self.answered_at.isoformat() if self.answered_at else None,
            "confirmed_months": list(self.confirmed_months),
        }

    def tenant_facts(self) -> dict[str, Any]:
        """What the tenant itself may know."""
        return {**self.facts(), "interview_id": self.interview_id, "candidate_id": self.candidate_id}
