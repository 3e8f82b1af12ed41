"""A person's registration for an edition: who they are there, what they come for, and whether they have a seat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.wording import moment

RegistrationState = Literal["pending", "waitlisted", "offered", "confirmed", "checked_in", "cancelled"]
Reason = Literal["person", "staff", "declined", "expired", "refused", "edition_cancelled"]
SEATED = ("pending", "offered", "confirmed", "checked_in")
"""The states that hold a seat in each of the registration's quotas."""


@dataclass
class Registration:
    """`place` is the place on the waitlist, given once and kept; a promoted registration had one.

    `pending` has a seat and awaits approval, `offered` has one until `offered_until`. `reason` says why it was
    cancelled. `institute_id`, `sector` and `level` are the person's on the day they registered, for figures.
    """

    id: str
    edition_id: str
    person_id: str
    category: str
    registered_at: datetime
    activity_ids: tuple[str, ...] = ()
    institute_id: str | None = None
    sector: str | None = None
    level: str | None = None
    state: RegistrationState = "waitlisted"
    place: int | None = None
    offered_until: datetime | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: Reason | None = None
    checked_in_at: datetime | None = None
    version: int = 0

    @property
    def stands(self) -> bool:
        return self.state != "cancelled"

    @property
    def holds_a_seat(self) -> bool:
        return self.state in SEATED

    @property
    def is_checked_in(self) -> bool:
        return self.state == "checked_in"

    @property
    def can_be_cancelled(self) -> bool:
        return self.state not in ("checked_in", "cancelled")

    @property
    def was_promoted(self) -> bool:
        return self.place is not None and self.holds_a_seat

    def receive(self) -> None:
        """A seat is kept, and staff decide whether it is theirs."""
        self.state = "pending"
        self.offered_until = None

    def choose(self, activity_ids: tuple[str, ...]) -> None:
        self._refuse_cancelled()
        self.activity_ids = activity_ids

    def confirm(self, at: datetime) -> None:
        self.state = "confirmed"
        self.confirmed_at = at
        self.offered_until = None

    def wait(self, place: int) -> None:
        self.state = "waitlisted"
        self.place = place

    def offer(self, until: datetime) -> None:
        self.state = "offered"
        self.offered_until = until

    def require_offered(self, at: datetime) -> None:
        """Refuses once the offer has run out, even before the seat has moved on."""
        self._require("offered", "registration.not_offered", "No seat is offered to this registration.")
        if self.offer_has_run_out(at):
            text = "The offer has run out: the seat goes to the next who waits."
            raise Refused("registration.offer_ran_out", text, registration_id=self.id, until=moment(self.offered_until))

    def offer_has_run_out(self, at: datetime) -> bool:
        return self.state == "offered" and self.offered_until is not None and at >= self.offered_until

    def approve(self, at: datetime) -> None:
        self.require_pending()
        self.confirm(at)

    def require_pending(self) -> None:
        self._require("pending", "registration.not_pending", "This registration does not await approval.")

    def _require(self, state: RegistrationState, code: str, text: str) -> None:
        self._refuse_cancelled()
        if self.state != state:
            raise Refused(code, text, registration_id=self.id, state=self.state)

    def cancel(self, reason: Reason, at: datetime) -> None:
        if self.is_checked_in:
            text = "The person has come already: the registration cannot be cancelled."
            raise Refused("registration.checked_in", text, registration_id=self.id)
        self._refuse_cancelled()
        self.state = "cancelled"
        self.reason = reason
        self.cancelled_at = at
        self.offered_until = None

    def check_in(self, at: datetime) -> None:
        self.refuse_entry()
        self.state = "checked_in"
        self.checked_in_at = at

    def refuse_entry(self) -> None:
        """Only who is confirmed comes in; each other state says itself why not."""
        self._refuse_cancelled()
        if self.state == "waitlisted":
            text = "The person is on the waitlist and has no seat."
            raise Refused("registration.waitlisted", text, registration_id=self.id, place=self.place)
        if self.state == "pending":
            raise Refused("registration.pending", "The registration awaits approval.", registration_id=self.id)
        if self.state == "offered":
            text = "The person has not accepted the seat that is offered."
            raise Refused("registration.offered", text, registration_id=self.id)

    def undo_check_in(self) -> None:
        """The person was let in by mistake: the seat is theirs as before."""
        if self.is_checked_in:
            self.state = "confirmed"
            self.checked_in_at = None

    @property
    def has_badge(self) -> bool:
        return self.state in ("confirmed", "checked_in")

    def require_badge(self) -> datetime:
        """When the seat became theirs; whoever has no seat has no badge."""
        if not self.has_badge or self.confirmed_at is None:
            text = "Only a confirmed registration has a badge."
            raise Refused("badge.not_confirmed", text, registration_id=self.id, state=self.state)
        return self.confirmed_at

    def _refuse_cancelled(self) -> None:
        if self.state == "cancelled":
            raise Refused("registration.cancelled", "The registration is cancelled.", registration_id=self.id)

    def forget_person(self) -> None:
        """Keep the seat for the figures, and nothing that leads to the person."""
        self.person_id = f"erased-{self.id}"

    @property
    def is_forgotten(self) -> bool:
        return self.person_id == f"erased-{self.id}"

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "person_id": self.person_id,
            "category": self.category,
            "activity_ids": list(self.activity_ids),
            "institute_id": self.institute_id,
            "sector": self.sector,
            "level": self.level,
            "state": self.state,
            "place": self.place,
            "registered_at": self.registered_at.isoformat(),
            "promoted": self.was_promoted,
            "offered_until": moment(self.offered_until),
            "confirmed_at": moment(self.confirmed_at),
            "cancelled_at": moment(self.cancelled_at),
            "reason": self.reason,
            "checked_in_at": moment(self.checked_in_at),
        }
