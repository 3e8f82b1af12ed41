"""What a text says besides its clauses: parties, promises, seats, scope and term."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from multaqa.zone import start_of
from services.partners.domain.agreement.calendar import as_day, months_after, spelled
from services.partners.domain.wording import Fault, fault

DIRECTORATE = "directorate"
PROMISE_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")
YEARS = range(1950, 2201)
REVIEW_DAYS = 90
"""An agreement is expiring this many days before its notice falls due: time enough to decide on what follows."""


@dataclass(frozen=True)
class Party:
    """A side of the agreement, who signs for it, and in virtue of what mandate."""

    organisation_id: str
    signatory: str | None = None
    mandate: str | None = None

    def facts(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Promise:
    """What a party commits itself to in the text; following it up is the Commitment's life."""

    kind: str
    owner: str
    quantity: int
    unit: str
    due_on: date

    @classmethod
    def made(cls, facts: Mapping[str, Any]) -> "Promise":
        return cls(**{**facts, "due_on": date.fromisoformat(facts["due_on"])})

    def faults(self, pointer: str, owners: Collection[str]) -> Iterator[Fault]:
        if self.kind not in PROMISE_KINDS:
            one_of = ", ".join(PROMISE_KINDS)
            yield fault(f"{pointer}/kind", "commitment.kind_unknown", f"The kind is one of {one_of}.")
        if self.owner not in owners:
            yield fault(f"{pointer}/owner", "commitment.owner_not_a_party", "Only a party can make a commitment.")
        if self.quantity < 1:
            yield fault(f"{pointer}/quantity", "commitment.quantity_too_small", "The quantity is at least 1.")

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "due_on": self.due_on.isoformat()}


@dataclass(frozen=True)
class SeatGrant:
    """A place in a committee that the text grants to a party."""

    committee_id: str
    organisation_id: str
    voting: bool = True

    def faults(self, pointer: str, parties: Collection[str]) -> Iterator[Fault]:
        if self.organisation_id not in parties:
            yield fault(f"{pointer}/organisation_id", "agreement.seat_not_a_party", "Only a party is granted a seat.")

    def facts(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Scope:
    """Where the agreement applies: sectors, institutes (organisations' ids) and places, in the tenant's words."""

    sectors: tuple[str, ...] = ()
    institutes: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Scope":
        return cls(*(tuple(facts.get(name) or ()) for name in ("sectors", "institutes", "territory")))

    def faults(self) -> Iterator[Fault]:
        for name, named in (("sectors", self.sectors), ("institutes", self.institutes), ("territory", self.territory)):
            if len(set(named)) != len(named):
                yield fault(f"/{name}", "agreement.scope_repeated", "Each is named once.")

    def facts(self) -> dict[str, Any]:
        return {name: list(named) for name, named in asdict(self).items()}


@dataclass(frozen=True)
class Term:
    """From when to when, in days; without an end it is open-ended.

    With `renewal_months` the agreement is renewed by itself for that many months on each end, unless a party gives
    notice at least `notice_days` before it.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    renewal_months: int | None = None
    notice_days: int = 0

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Term":
        renewal, notice = facts.get("renewal_months"), facts.get("notice_days") or 0
        return cls(as_day(facts.get("starts_on")), as_day(facts.get("ends_on")), renewal, notice)

    def faults(self) -> Iterator[Fault]:
        for name, day in (("starts_on", self.starts_on), ("ends_on", self.ends_on)):
            if day and day.year not in YEARS:
                yield fault(f"/{name}", "agreement.date_implausible", "The year lies between 1950 and 2200.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield fault("/ends_on", "agreement.ends_before_start", "The end lies before the start.")
        if self.renewal_months is not None and self.ends_on is None:
            yield fault("/renewal_months", "agreement.renewal_without_end", "What never ends is not renewed.")
        if self.renewal_months is not None and self.renewal_months < 1:
            yield fault("/renewal_months", "agreement.renewal_too_short", "A renewal is for at least a month.")
        if self.notice_days < 0:
            yield fault("/notice_days", "agreement.notice_negative", "A notice period has no less than 0 days.")

    def last_day(self, renewals: int) -> date | None:
        """The last day on which the agreement binds after so many renewals; None when it is open-ended."""
        if self.ends_on is None:
            return None
        return months_after(self.ends_on, renewals * (self.renewal_months or 0))

    def notice_by(self, renewals: int) -> date | None:
        """The last day on which a notice still keeps the agreement from being renewed."""
        last_day = self.last_day(renewals)
        return last_day - timedelta(days=self.notice_days) if last_day else None

    def expiring_from(self, renewals: int) -> datetime | None:
        notice_by = self.notice_by(renewals)
        return start_of(notice_by - timedelta(days=REVIEW_DAYS)) if notice_by else None

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "starts_on": spelled(self.starts_on), "ends_on": spelled(self.ends_on)}
