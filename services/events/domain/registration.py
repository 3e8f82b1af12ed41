"""A person's registration for an edition: confirmed or waitlisted, then cancelled or checked in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.wording import moment

RegistrationState = Literal["confirmed", "waitlisted", "cancelled", "checked_in"]


def quota_id(edition_id: str, category: str) -> str:
    """One quota per edition and category: whoever takes part there finds it without asking."""
    return f"{edition_id}/{category}"


@dataclass
class Registration:
    """`place` is the place on the waitlist, given once and kept; a promoted registration had one."""

    id: str
    edition_id: str
    person_id: str
    category: str
    registered_at: datetime
    state: RegistrationState = "confirmed"
    place: int | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    checked_in_at: datetime | None = None
    version: int = 0

    @property
    def quota_id(self) -> str:
        return quota_id(self.edition_id, self.category)

    @property
    def stands(self) -> bool:
        return self.state != "cancelled"

    @property
    def holds_a_seat(self) -> bool:
        return self.state in ("confirmed", "checked_in")

    @property
    def is_checked_in(self) -> bool:
        return self.state == "checked_in"

    @property
    def can_be_cancelled(self) -> bool:
        return self.state in ("confirmed", "waitlisted")

    @property
    def was_promoted(self) -> bool:
        return self.place is not None and self.confirmed_at is not None

    def confirm(self, at: datetime) -> None:
        self.state = "confirmed"
        self.confirmed_at = at

    def wait(self, place: int) -> None:
        self.state = "waitlisted"
        self.place = place

    def promote(self, at: datetime) -> None:
        self.confirm(at)

    def cancel(self, at: datetime) -> None:
        if self.is_checked_in:
            text = "The person has come already: the registration cannot be cancelled."
            raise Refused("registration.checked_in", text, registration_id=self.id)
        if self.state == "cancelled":
            raise Refused("registration.cancelled", "The registration is cancelled.", registration_id=self.id)
        self.state = "cancelled"
        self.cancelled_at = at

    def check_in(self, at: datetime) -> None:
        if self.state == "cancelled":
            raise Refused("registration.cancelled", "The registration is cancelled.", registration_id=self.id)
        if self.state == "waitlisted":
            text = "The person is on the waitlist and has no seat."
            raise Refused("registration.waitlisted", text, registration_id=self.id, place=self.place)
        self.state = "checked_in"
        self.checked_in_at = at

    def forget_person(self) -> None:
        """Keep the seat for the figures, and nothing that leads to the person."""
        self.person_id = f"erased-{self.id}"

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "person_id": self.person_id,
            "category": self.category,
            "state": self.state,
            "place": self.place,
            "registered_at": self.registered_at.isoformat(),
            "confirmed_at": moment(self.confirmed_at),
            "promoted": self.was_promoted,
            "cancelled_at": moment(self.cancelled_at),
            "checked_in_at": moment(self.checked_in_at),
        }
