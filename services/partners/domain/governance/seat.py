"""A seat on a committee: an organisation's right to be heard there, and the mandates of those who use it.

vacant <-> occupied -> ended. The state follows the calendar, so it is reviewed on each day that may change it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.domain.governance.committee import Committee
from services.partners.domain.governance.days import ONE_DAY, read_day, written
from services.partners.domain.governance.mandate import Mandate
from services.partners.domain.wording import Fault, fault


class Grant(Protocol):
    """What a seat takes over from the text of its agreement."""

    @property
    def organisation_id(self) -> str: ...
    @property
    def voting(self) -> bool: ...


@dataclass
class Seat:
    """Founded with the committee, or granted by an agreement (`agreement_id`), and then it ends with the agreement.

    `until_on` is the last day it was granted for; `ended_on` the first day on which it no longer stood.
    """

    id: str
    committee_id: str
    institute_id: str
    organisation_id: str
    voting: bool
    from_on: date
    until_on: date | None = None
    agreement_id: str | None = None
    ended_on: date | None = None
    state: str = "vacant"
    since: date | None = None
    mandates: list[Mandate] = field(default_factory=list)
    version: int = 0

    @classmethod
    def founded(cls, seat_id: str, committee: Committee, facts: Mapping[str, Any], today: date) -> "Seat":
        seat = cls(
            id=seat_id,
            committee_id=committee.id,
            institute_id=committee.institute_id,
            organisation_id=facts["organisation_id"],
            voting=facts["voting"],
            from_on=read_day(facts.get("from_on")) or today,
            until_on=read_day(facts.get("until_on")),
        )
        if seat.until_on and seat.until_on < seat.from_on:
            wrong = fault("/until_on", "seat.ends_before_start", "The seat ends before it begins.")
            raise Invalid("seat.invalid", "The seat cannot be granted as it stands.", errors=[wrong])
        seat.since = seat.from_on
        return seat

    @classmethod
    def granted(cls, seat_id: str, committee: Committee, grant: Grant, agreement_id: str, from_on: date) -> "Seat":
        """What a text grants holds for as long as the text binds: the seat has no last day of its own."""
        return cls(
            id=seat_id,
            committee_id=committee.id,
            institute_id=committee.institute_id,
            organisation_id=grant.organisation_id,
            voting=grant.voting,
            from_on=from_on,
            agreement_id=agreement_id,
            since=from_on,
        )

    @property
    def last_day(self) -> date:
        cut = self.ended_on - ONE_DAY if self.ended_on else date.max
        return min(self.until_on or date.max, cut)

    def stands_on(self, day: date) -> bool:
        return self.from_on <= day <= self.last_day

    def mandate_on(self, day: date) -> Mandate | None:
        """The mandate that makes the seat count on this day; None for a vacant seat and for one that does not stand."""
        if not self.stands_on(day):
            return None
        return next((mandate for mandate in self.mandates if mandate.covers(day)), None)

    def appoint(self, mandate: Mandate, today: date) -> None:
        self._refuse_ended()
        if faults := list(self._faults(mandate)):
            raise Invalid("mandate.invalid", "This mandate cannot be given for this seat.", errors=faults)
        self.mandates.append(mandate)
        self.review(today)

    def _faults(self, mandate: Mandate) -> Iterator[Fault]:
        if mandate.last_day < mandate.from_on:
            yield fault("/until_on", "mandate.ends_before_start", "The mandate ends before it begins.")
            return
        if mandate.from_on < self.from_on:
            yield fault("/from_on", "mandate.before_seat", f"The seat stands from {self.from_on}.")
        if mandate.until_on and mandate.until_on > self.last_day:
            yield fault("/until_on", "mandate.outlives_seat", f"The seat stands until {self.last_day}.")
        if mandate.from_on > self.last_day:
            yield fault("/from_on", "mandate.outlives_seat", f"The seat stands until {self.last_day}.")
        for other in self.mandates:
            yield from mandate.faults_beside(other)

    def end_mandate(self, mandate_id: str, on: date | None, today: date) -> bool:
        """End a mandate today or on a later day; whether that leaves the seat vacant now."""
        if on and on < today:
            wrong = fault("/on", "mandate.ends_in_past", "What has been decided under it cannot be undone.")
            raise Invalid("mandate.invalid", "A mandate ends today or later.", errors=[wrong])
        self._mandate(mandate_id).end(on or today)
        return self.review(today)

    def _mandate(self, mandate_id: str) -> Mandate:
        for mandate in self.mandates:
            if mandate.id == mandate_id:
                return mandate
        raise NotFound("mandate.not_found", "This seat has no mandate with this id.", id=mandate_id)

    def end(self, on: date) -> None:
        self._refuse_ended()
        self.ended_on = on
        self.review(on)

    def require_founded(self) -> None:
        if self.agreement_id:
            text = "An agreement has granted this seat; it ends with the agreement."
            raise Refused("seat.follows_agreement", text, agreement_id=self.agreement_id)

    def _refuse_ended(self) -> None:
        if self.state == "ended":
            raise Refused("seat.ended", "This seat has ended.", ended_on=written(self.ended_on))

    def review(self, today: date) -> bool:
        """Bring the state up to this day; whether nobody sits here any more who did, or the seat itself has ended."""
        before, self.state = self.state, self._state_on(today)
        if self.state == "ended":
            self.ended_on = self.last_day + ONE_DAY
            self._cut_mandates(self.ended_on)
        if before == self.state:
            return False
        self.since = today
        return self.state != "occupied"

    def _state_on(self, day: date) -> str:
        if day > self.last_day:
            return "ended"
        return "occupied" if self.mandate_on(day) else "vacant"

    def _cut_mandates(self, on: date) -> None:
        for mandate in self.mandates:
            if mandate.last_day >= on:
                mandate.end(on)

    def next_review(self, today: date) -> date | None:
        """The next day on which the calendar alone may change the state."""
        begins = [mandate.from_on for mandate in self.mandates]
        last_days = [self.last_day, *(mandate.last_day for mandate in self.mandates)]
        ends = [day + ONE_DAY for day in last_days if day < date.max]
        return min((day for day in (*begins, *ends) if day > today), default=None)

    def forget(self, person_id: str, today: date) -> bool:
        """Forget a person's name in every mandate; whether that leaves the seat vacant now."""
        for mandate in self.mandates:
            mandate.forget(person_id, today)
        return self.review(today)

    def facts(self) -> dict[str, Any]:
        """What everybody may know: never who sits there."""
        return {
            "id": self.id,
            "committee_id": self.committee_id,
            "institute_id": self.institute_id,
            "organisation_id": self.organisation_id,
            "voting": self.voting,
            "basis": "agreement" if self.agreement_id else "founding",
            "agreement_id": self.agreement_id,
            "from_on": self.from_on.isoformat(),
            "until_on": written(self.until_on),
            "ended_on": written(self.ended_on),
            "state": self.state,
            "since": written(self.since),
        }

    def details(self) -> dict[str, Any]:
        return {**self.facts(), "mandates": [mandate.facts() for mandate in self.mandates]}
