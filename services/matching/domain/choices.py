"""What a candidate says before an edition: when they can come, whom they would rather meet, and whom not."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from multaqa.errors import Invalid
from multaqa.zone import day_of
from services.matching.domain.grid import SlotGrid
from services.matching.domain.offer import Offer
from services.matching.domain.preferences import PREFERRED_AT_MOST, SHORTLISTED_AT_MOST, Ranked
from services.matching.domain.wording import Fault, fault


@dataclass(frozen=True)
class Hours:
    starts_at: datetime
    ends_at: datetime

    @classmethod
    def stated(cls, facts: Mapping[str, str]) -> "Hours":
        """Told back in UTC, as they are kept."""
        starts_at, ends_at = (datetime.fromisoformat(facts[name]).astimezone(UTC) for name in ("starts_at", "ends_at"))
        return cls(starts_at, ends_at)

    def hold(self, starts: datetime, ends: datetime) -> bool:
        return self.starts_at <= starts and ends <= self.ends_at

    def touch(self, starts: datetime, ends: datetime) -> bool:
        return self.starts_at < ends and starts < self.ends_at

    def facts(self) -> dict[str, str]:
        return {name: at.isoformat() for name, at in asdict(self).items()}


@dataclass(frozen=True)
class Occasion:
    """What choices of an edition can be about: its days, its offers, and the organisations that have some."""

    first_day: date
    last_day: date
    offers: Collection[str]
    organisations: Collection[str]

    @classmethod
    def of(cls, starts_at: datetime, ends_at: datetime, offers: Iterable[Offer]) -> "Occasion":
        first_day, last_day = (day_of(at) for at in (starts_at, ends_at))
        listed = list(offers)
        return cls(first_day, last_day, {offer.id for offer in listed}, {offer.organisation_id for offer in listed})

    def holds(self, hours: Hours) -> bool:
        starts, ends = (day_of(at) for at in (hours.starts_at, hours.ends_at))
        return starts <= self.last_day and self.first_day <= ends


@dataclass
class Choices:
    """One candidate's at one edition. `available` None: at all hours, but when `away`; empty: at none.

    `preferred` names offers or organisations, the first before the others; `declined` those that are out of question.
    """

    id: str
    person_id: str
    edition_id: str
    available: tuple[Hours, ...] | None = None
    away: tuple[Hours, ...] = ()
    preferred: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    stated_at: datetime | None = None
    version: int = field(default=0, compare=False)

    def state(self, facts: Mapping[str, Any], occasion: Occasion, at: datetime) -> None:
        """What is stated replaces what was; nothing changes where it is refused."""
        available, away = facts.get("available"), facts.get("away") or ()
        stated = Choices(
            self.id, self.person_id, self.edition_id,
            None if available is None else tuple(Hours.stated(one) for one in available),
            tuple(Hours.stated(one) for one in away),
            tuple(facts.get("preferred") or ()), tuple(facts.get("declined") or ()), at, self.version,
        )  # fmt: skip
        if faults := [*stated._hour_faults(occasion), *stated._list_faults(occasion)]:
            raise Invalid("choices.invalid", "These choices cannot be used as they stand.", errors=faults)
        self.__dict__.update(stated.__dict__)

    def _hour_faults(self, occasion: Occasion) -> Iterator[Fault]:
        for name, listed in (("available", self.available or ()), ("away", self.away)):
            for place, hours in enumerate(listed):
                pointer = f"/{name}/{place}/ends_at"
                if hours.ends_at <= hours.starts_at:
                    yield fault(pointer, "choices.hours_backwards", "The hours end after they begin.")
                elif not occasion.holds(hours):
                    yield fault(f"/{name}/{place}", "choices.outside_edition", "The edition is on other days.")

    def _list_faults(self, occasion: Occasion) -> Iterator[Fault]:
        if len(self.preferred) > PREFERRED_AT_MOST:
            yield fault("/preferred", "choices.too_many", f"At most {PREFERRED_AT_MOST} can be named.")
        for name in ("preferred", "declined"):
            listed = getattr(self, name)
            if len(set(listed)) != len(listed):
                yield fault(f"/{name}", "choices.named_twice", "Each is named once.")
            for place, id in enumerate(listed):
                if id not in occasion.offers and id not in occasion.organisations:
                    text = "No offer and no organisation with offers at this edition has this id."
                    yield fault(f"/{name}/{place}", "choices.not_at_edition", text)
        for place, id in enumerate(self.declined):
            if id in self.preferred:
                yield fault(f"/declined/{place}", "choices.preferred_and_declined", "It is among the preferred ones.")

    def slots_away(self, grid: SlotGrid) -> tuple[int, ...]:
        """The slots the candidate cannot be there for, from the first minute to the last."""
        spans = ((slot, grid.starts(slot), grid.ends(slot)) for slot in range(grid.slots))
        return tuple(slot for slot, starts, ends in spans if not self._is_there(starts, ends))

    def _is_there(self, starts: datetime, ends: datetime) -> bool:
        comes = self.available is None or any(hours.hold(starts, ends) for hours in self.available)
        return comes and not any(hours.touch(starts, ends) for hours in self.away)

    def ranks(self, offers: Iterable[Offer]) -> tuple[Ranked, ...]:
        place_of = {id: place for place, id in enumerate(self.preferred, start=1)}
        return tuple(
            Ranked(offer.id, place_of[id])
            for offer in offers
            for id in (offer.id, offer.organisation_id)
            if offer.edition_id == self.edition_id and id in place_of
        )

    def declines(self, offers: Iterable[Offer]) -> tuple[str, ...]:
        return tuple(
            offer.id
            for offer in offers
            if offer.edition_id == self.edition_id and not {offer.id, offer.organisation_id}.isdisjoint(self.declined)
        )

    def facts(self) -> dict[str, Any]:
        return {
            "candidate_id": self.person_id,
            "edition_id": self.edition_id,
            "available": None if self.available is None else [hours.facts() for hours in self.available],
            "away": [hours.facts() for hours in self.away],
            "preferred": list(self.preferred),
            "declined": list(self.declined),
            "stated_at": self.stated_at.isoformat() if self.stated_at else None,
        }


@dataclass
class Shortlist:
    """Whom an organisation would rather meet for one of its offers, the first before the others."""

    id: str
    offer_id: str
    candidates: tuple[str, ...] = ()
    stated_at: datetime | None = None
    version: int = 0

    def state(self, candidates: Sequence[str], known: Collection[str], at: datetime) -> None:
        """`known` are those of them whom the organisation may know and who come to the edition."""
        if faults := list(_shortlist_faults(candidates, known)):
            raise Invalid("shortlist.invalid", "This list cannot be used as it stands.", errors=faults)
        self.candidates, self.stated_at = tuple(candidates), at

    def facts(self, known: Collection[str]) -> dict[str, Any]:
        """As far as the organisation may know them today."""
        return {
            "offer_id": self.offer_id,
            "candidates": [id for id in self.candidates if id in known],
            "stated_at": self.stated_at.isoformat() if self.stated_at else None,
        }


def _shortlist_faults(candidates: Sequence[str], known: Collection[str]) -> Iterator[Fault]:
    if len(candidates) > SHORTLISTED_AT_MOST:
        yield fault("/candidates", "choices.too_many", f"At most {SHORTLISTED_AT_MOST} can be named.")
    if len(set(candidates)) != len(candidates):
        yield fault("/candidates", "choices.named_twice", "Each is named once.")
    for place, id in enumerate(candidates):
        if id not in known:
            text = "This candidate is not expected, or does not share their CV with this organisation."
            yield fault(f"/candidates/{place}", "shortlist.candidate_unknown", text)
