"""A hiring: offered after an interview, accepted or declined, and asked after at 3 and 6 months.

offered -> hired | declined | expired (nobody answered in time); offered, hired -> withdrawn (by the employer).
Whether the person is still there is said at a milestone once that many months have passed since the start.
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
ENDS = ("withdrawn", "expired")


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
    left_months: list[int] = field(default_factory=list)
    answer_by: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    @classmethod
    def offered(
        cls,
        hiring_id: str,
        interview: Interview,
        pseudonym: str,
        contract: str,
        starts_on: date,
        at: datetime,
        answer_by: datetime | None = None,
    ) -> "Hiring":
        if not interview.was_held:
            raise Refused("hiring.interview_not_held", "A job is offered after an interview that was held.")
        if not KINDS[interview.kind].leads_to_hiring:
            raise Refused("hiring.kind_without_job", "No job is offered after a meeting of this kind.")
        if contract not in CONTRACTS:
            text = f"The contract is one of {', '.join(CONTRACTS)}."
            errors = [fault("/contract", "hiring.contract_unknown", text)]
            raise Invalid("hiring.contract_unknown", text, errors=errors)
        if answer_by and answer_by <= at:
            text = "The candidate answers by a time to come."
            errors = [fault("/answer_by", "hiring.answer_by_past", text)]
            raise Invalid("hiring.answer_by_past", text, errors=errors)
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
            answer_by=answer_by,
        )

    def accept(self, at: datetime) -> None:
        self._answer("hired", at)

    def decline(self, at: datetime) -> None:
        self._answer("declined", at)

    def _answer(self, state: str, at: datetime) -> None:
        if self.state in ENDS or self._is_out_of_time(at):
            raise Refused("hiring.ended", "This job is not offered any more.", state=self.state)
        if self.state != "offered":
            raise Refused("hiring.already_answered", "The candidate has answered.", state=self.state)
        self.state, self.answered_at = state, at

    def _is_out_of_time(self, at: datetime) -> bool:
        return self.state == "offered" and self.answer_by is not None and self.answer_by <= at

    def withdraw(self, reason: str, at: datetime) -> bool:
        """Whether a position and a candidate are free again: the job had been accepted."""
        if self.state not in ("offered", "hired"):
            raise Refused("hiring.ended", "This job is not offered any more.", state=self.state)
        if self.confirmed_months or self.left_months:
            raise Refused("hiring.begun", "The person has been in this job.")
        was_hired = self.state == "hired"
        self.state, self.ended_at, self.reason = "withdrawn", at, reason
        return was_hired

    def expire(self, at: datetime) -> bool:
        """Whether it does: who has answered in time has."""
        if not self._is_out_of_time(at):
            return False
        self.state, self.ended_at = "expired", at
        return True

    def confirm(self, months: int, today: date, *, still: bool = True) -> None:
        """Say whether the person is still in the job `months` after its start."""
        if months not in MILESTONES:
            raise Invalid("hiring.milestone_unknown", "A hiring is confirmed at 3 and at 6 months.")
        if self.state != "hired":
            raise Refused("hiring.not_hired", "Only an accepted job can be confirmed.", state=self.state)
        if self.is_answered(months):
            raise Refused("hiring.already_confirmed", "This milestone is confirmed.", months=months)
        if today < (due := self.due_on(months)):
            raise Refused("hiring.confirmed_too_early", f"This can be said from {due} on.", due_on=due.isoformat())
        said = "confirmed_months" if still else "left_months"
        setattr(self, said, sorted([*getattr(self, said), months]))

    def is_answered(self, months: int) -> bool:
        """Whoever has left is not asked again."""
        return months in (*self.confirmed_months, *self.left_months) or any(left < months for left in self.left_months)

    def said(self, months: int) -> bool | None:
        """Whether the person was still there at a milestone; None as long as nobody has said."""
        if months in self.confirmed_months:
            return True
        return False if self.is_answered(months) else None

    def may_be_asked(self, months: int, today: date) -> bool:
        """From the milestone's day on, until it is answered or the next one's day has come."""
        later = (other for other in MILESTONES if other > months)
        is_newest = not any(self.due_on(other) <= today for other in later)
        return self.is_asked_at(months, today) and is_newest and not self.is_answered(months)

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
            "answer_by": self.answer_by.isoformat() if self.answer_by else None,
        }

    def tenant_facts(self) -> dict[str, Any]:
        """What the tenant itself may know."""
        return {
            **self.facts(),
            "interview_id": self.interview_id,
            "candidate_id": self.candidate_id,
            "left_months": list(self.left_months),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "reason": self.reason,
        }
