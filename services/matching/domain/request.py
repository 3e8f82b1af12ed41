"""A request for an interview: either side asks, the other accepts or declines, and either may cancel."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.matching.domain.interview import Interview
from services.matching.domain.limits import Kept
from services.matching.domain.offer import Offer

SIDES = ("candidate", "company")


@dataclass
class InterviewRequest:
    """open -> accepted | declined | cancelled; accepted -> cancelled. What is open at `expires_at` has expired.

    `slots` are those the asker offers, none of them meaning any; `interview_id` is what was booked on acceptance.
    What is cancelled without an `answered_at` ended by nobody's word: the seat, the offer or the day it had is no more.
    At most one request of a candidate for an offer stands: a unique index over `stands` sees to it.
    """

    id: str
    edition_id: str
    offer_id: str
    organisation_id: str
    candidate_id: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    slots: tuple[int, ...] = ()
    state: str = "open"
    answered_at: datetime | None = None
    interview_id: str | None = None
    stands: bool = True
    version: int = 0

    def accept(self, by: str, at: datetime) -> None:
        self._must_be_open(by, at)
        self.state, self.answered_at = "accepted", at

    def accept_itself(self, at: datetime) -> None:
        self.state, self.answered_at = "accepted", at

    def decline(self, by: str, at: datetime) -> None:
        self._must_be_open(by, at)
        self._end("declined", at)

    def cancel(self, by: str, at: datetime) -> None:
        """The asker takes back what is open; what was accepted, either side."""
        if self.state_at(at) not in ("open", "accepted"):
            raise self._over(at)
        if self.state == "open" and by != self.asked_by:
            raise Refused("request.not_yours", "Whoever is asked accepts or declines; who asked cancels.")
        self._end("cancelled", at)

    def lapse(self) -> None:
        """What it asks for is no more; these two may still be brought together by another offer."""
        self._end("cancelled", None)

    def book(self, interview: Interview) -> None:
        self.interview_id = interview.id

    def _must_be_open(self, by: str, at: datetime) -> None:
        if self.state_at(at) != "open":
            raise self._over(at)
        if by == self.asked_by:
            raise Refused("request.not_yours", "Whoever is asked accepts or declines; who asked cancels.")

    def _over(self, at: datetime) -> Refused:
        return Refused("request.over", "This request has been answered, or is no more.", state=self.state_at(at))

    def _end(self, state: str, at: datetime | None) -> None:
        self.state, self.answered_at, self.stands = state, at, False

    def state_at(self, at: datetime) -> str:
        return "expired" if self.state == "open" and at >= self.expires_at else self.state

    @property
    def was_refused(self) -> bool:
        return self.state in ("declined", "cancelled") and self.answered_at is not None

    def facts(self, at: datetime) -> dict[str, Any]:
        facts = asdict(replace(self, state=self.state_at(at)))
        del facts["version"], facts["stands"]
        moments = {name: value.isoformat() for name, value in facts.items() if isinstance(value, datetime)}
        return {**facts, **moments, "slots": list(self.slots)}


@dataclass(frozen=True)
class ToldRequest:
    """A request as its candidate is told of it, with the table and time it has where it was booked."""

    request: InterviewRequest
    offer: Offer
    organisation_name: Mapping[str, str] | None
    interview: Interview | None = None

    @property
    def id(self) -> str:
        return self.request.id

    @property
    def version(self) -> int:
        return self.request.version

    def facts(self) -> dict[str, Any]:
        names = ("id", "edition_id", "offer_id", "organisation_id", "candidate_id", "asked_by", "state")
        booked = self.interview
        return {name: getattr(self.request, name) for name in names} | {
            "offer_title": asdict(self.offer.title),
            "kind": self.offer.kind,
            "organisation_name": self.organisation_name,
            "table": booked.table if booked else None,
            "starts_at": booked.starts_at.isoformat() if booked else None,
            "ends_at": booked.ends_at.isoformat() if booked else None,
        }


def apart(requests: Sequence[InterviewRequest]) -> list[tuple[str, str]]:
    """Candidates and organisations of whom one side said no last: no timetable brings them together by itself."""
    last = {(one.candidate_id, one.organisation_id): one for one in sorted(requests, key=lambda one: one.asked_at)}
    return sorted(pair for pair, request in last.items() if request.was_refused)


def kept_first(requests: Sequence[InterviewRequest]) -> list[Kept]:
    """What both sides agreed on: a timetable gives it a slot before all else."""
    return [Kept(one.candidate_id, one.offer_id) for one in requests if one.state == "accepted"]
