"""An offer: a position to fill, what it asks for, and what it will not do without.

published -> filled (the last position is taken; published again when one is given back); either -> closed, for good.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.grid import ClockHours
from services.matching.domain.kind import KINDS, Kind
from services.matching.domain.profile import SKILL_LEVELS, TRAINING_LEVELS, Profile
from services.matching.domain.wording import Fault, LocalText, fault

CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
FIXED = ("organisation_id", "edition_id", "kind")
"""Whose it is and where it is interviewed for: another of these is another offer."""


@dataclass(frozen=True)
class SoughtSkill:
    code: str
    level: int


@dataclass
class Offer:
    """`recruiters` and `tables` are the most that interview for it at once, `hours` when they do; None: as it comes.

    `recruiter_codes` name recruiters who may interview for several offers, and are in one place at a time.
    """

    id: str
    organisation_id: str
    edition_id: str
    title: LocalText
    sector: str
    required: tuple[SoughtSkill, ...]
    headcount: int | None
    place: str | None
    contract: str | None
    training_level: str | None = None
    wished: tuple[SoughtSkill, ...] = ()
    languages: tuple[str, ...] = ()
    knock_outs: tuple[str, ...] = ()
    hired: int = 0
    kind: str = "interview"
    recruiters: int | None = None
    recruiter_codes: tuple[str, ...] = ()
    tables: int | None = None
    hours: ClockHours | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str | None = None
    version: int = 0

    @classmethod
    def published(cls, offer_id: str, facts: Mapping[str, Any]) -> "Offer":
        kind = facts.get("kind") or "interview"
        if kind not in KINDS:
            raise _unfit([fault("/kind", "offer.kind_unknown", f"The kind is one of {', '.join(KINDS)}.")])
        if faults := list(KINDS[kind].faults(facts)):
            raise _unfit(faults)
        offer = cls(
            id=offer_id,
            organisation_id=facts["organisation_id"],
            edition_id=facts["edition_id"],
            kind=kind,
            **{**NO_JOB, **_terms(facts)},
        )
        offer.refuse_unfit()
        return offer

    def changed(self, facts: Mapping[str, Any], at: datetime) -> "Offer":
        """The offer with other terms; what is not named stays. Who it belongs to and where stays as it is."""
        self.refuse_closed()
        fixed = (name for name in FIXED if name in facts)
        _refuse_if(
            fault(f"/{name}", "offer.fact_fixed", "This was said for good when it was published.") for name in fixed
        )
        kind = self.meeting
        _refuse_if(kind.faults({**{name: getattr(self, name) for name in (*kind.asks, *kind.bars)}, **facts}))
        offer = replace(self, **_terms(facts))
        offer.refuse_unfit()
        if "closes_at" in facts:
            offer.refuse_past_deadline(at)
        return offer

    def refuse_unfit(self) -> None:
        _refuse_if(self._faults())

    def refuse_past_deadline(self, at: datetime) -> None:
        if self.closes_at and self.closes_at <= at:
            _refuse_if([fault("/closes_at", "offer.closes_in_the_past", "An offer closes at a time to come.")])

    def _faults(self) -> Iterator[Fault]:
        if not self.required and "required" in self.meeting.asks:
            yield fault("/required", "offer.without_skills", "An offer requires at least one skill.")
        if self.headcount is not None and self.headcount < 1:
            yield fault("/headcount", "offer.headcount_too_small", "An offer is for at least one person.")
        elif self.headcount is not None and self.headcount < self.hired:
            yield fault("/headcount", "offer.headcount_below_hired", "As many positions are taken already.")
        if self.contract is not None and self.contract not in CONTRACTS:
            yield fault("/contract", "offer.contract_unknown", f"The contract is one of {', '.join(CONTRACTS)}.")
        if self.training_level is not None and self.training_level not in TRAINING_LEVELS:
            one_of = ", ".join(TRAINING_LEVELS)
            yield fault("/training_level", "offer.training_level_unknown", f"The training level is one of {one_of}.")
        yield from self._skill_faults()
        for place, condition in enumerate(self.knock_outs):
            if condition not in CONDITIONS:
                one_of = ", ".join(CONDITIONS)
                yield fault(f"/knock_outs/{place}", "offer.knock_out_unknown", f"A knock-out is one of {one_of}.")
        yield from self._reception_faults()

    def _skill_faults(self) -> Iterator[Fault]:
        for name in ("required", "wished"):
            for place, skill in enumerate(getattr(self, name)):
                if skill.level not in SKILL_LEVELS:
                    yield fault(f"/{name}/{place}/level", "offer.skill_level_unknown", "A level is between 1 and 4.")

    def _reception_faults(self) -> Iterator[Fault]:
        for name in ("recruiters", "tables"):
            count = getattr(self, name)
            if count is not None and count < 1:
                yield fault(f"/{name}", "offer.nobody_receives", "At least one is needed, or leave it out.")
        for place, code in enumerate(self.recruiter_codes):
            if code in self.recruiter_codes[:place]:
                yield fault(f"/recruiter_codes/{place}", "offer.recruiter_repeated", "Each recruiter is named once.")
        if self.recruiter_codes and self.recruiters not in (None, len(self.recruiter_codes)):
            yield fault("/recruiters", "offer.recruiters_differ", "This is not how many recruiters are named.")
        if self.hours and self.hours.is_backwards:
            yield fault("/hours/ends", "offer.hours_backwards", "The hours end after they start.")

    @cached_property
    def training_rank(self) -> int:
        return TRAINING_LEVELS.index(self.training_level) if self.training_level else 0

    @property
    def meeting(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_filled(self) -> bool:
        return self.headcount is not None and self.hired >= self.headcount

    @property
    def positions_left(self) -> int:
        """Nobody is hired for what is not a job."""
        return max(0, (self.headcount or 0) - self.hired)

    @property
    def is_open(self) -> bool:
        """Whether it takes interviews and is sought for."""
        return not self.is_filled and self.closed_at is None

    @property
    def state(self) -> str:
        if self.closed_at:
            return "closed"
        return "filled" if self.is_filled else "published"

    @property
    def most_at_once(self) -> int | None:
        """How many can be interviewed for it in a slot; None where nothing was said."""
        stated = [count for count in (self.recruiters, len(self.recruiter_codes) or None, self.tables) if count]
        return min(stated, default=None)

    def refuse_closed(self) -> None:
        if self.closed_at:
            raise Refused("offer.closed", "This offer is closed.")

    def refuse_filled(self) -> None:
        if self.is_filled:
            raise Refused("offer.filled", "Every position of this offer is taken.", headcount=self.headcount)

    def fill_one(self) -> None:
        """Also of a closed offer: who was interviewed before may still be hired."""
        self.refuse_filled()
        self.hired += 1

    def free_one(self) -> None:
        self.hired -= 1

    def closes(self, edition_ends_at: datetime, days_after: int) -> datetime:
        """When it closes by itself: at its own deadline, or so many days after its edition."""
        return self.closes_at or edition_ends_at + timedelta(days=days_after)

    def close(self, by: str, at: datetime, reason: str | None = None) -> None:
        """`by`: employer, deadline, or edition (it is over or cancelled)."""
        self.refuse_closed()
        self.closed_at, self.closed_by, self.reason = at, by, reason

    def unmet(self, profile: Profile) -> list[str]:
        """The knock-out conditions that the profile does not meet."""
        return [condition for condition in self.knock_outs if not CONDITIONS[condition](self, profile)]

    def facts(self) -> dict[str, Any]:
        """What the world outside may know: no recruiter, and not in whose words it was closed."""
        facts = asdict(self)
        for name in ("version", "recruiter_codes", "reason"):
            del facts[name]
        lists = {name: list(value) for name, value in facts.items() if isinstance(value, tuple)}
        moments = {name: value.isoformat() for name, value in facts.items() if isinstance(value, datetime)}
        recruiters = self.recruiters or len(self.recruiter_codes) or None
        return {**facts, **lists, **moments, "recruiters": recruiters, "state": self.state}

    def tenant_facts(self) -> dict[str, Any]:
        own = {"recruiter_codes": list(self.recruiter_codes), "reason": self.reason, "version": self.version}
        return {**self.facts(), **own}


def _refuse_if(faults: Iterable[Fault]) -> None:
    if errors := list(faults):
        raise Invalid("offer.invalid", "The offer cannot stand like this.", errors=errors)


def _terms(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the terms that are named, as an offer keeps them."""
    return {name: read(facts[name]) for name, read in TERMS.items() if name in facts}


def _sought(skills: Iterable[Mapping[str, Any]] | None) -> tuple[SoughtSkill, ...]:
    return tuple(SoughtSkill(**skill) for skill in skills or ())


def _listed(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(values or ())


def _as_it_is(value: Any) -> Any:
    return value


NO_JOB: dict[str, Any] = {"required": (), "headcount": None, "place": None, "contract": None}
"""What an offer is without that is about no job."""
TERMS: dict[str, Callable[[Any], Any]] = {
    "title": lambda title: LocalText(**title),
    "required": _sought,
    "wished": _sought,
    "languages": _listed,
    "knock_outs": _listed,
    "recruiter_codes": _listed,
    "hours": lambda hours: ClockHours(**hours) if hours else None,
    "closes_at": lambda moment: datetime.fromisoformat(moment) if moment else None,
    **dict.fromkeys(("sector", "headcount", "place", "contract", "training_level", "recruiters", "tables"), _as_it_is),
}


def _unfit(faults: list[Fault]) -> Invalid:
    return Invalid("offer.invalid", "The offer cannot be published as it stands.", errors=faults)


def _has_required_skills(offer: Offer, profile: Profile) -> bool:
    return all(any(own.level >= sought.level for own in profile.held.get(sought.code, ())) for sought in offer.required)


def _has_training(offer: Offer, profile: Profile) -> bool:
    return profile.training_rank >= offer.training_rank


def _speaks(offer: Offer, profile: Profile) -> bool:
    return set(offer.languages) <= set(profile.languages)


def _would_work_there(offer: Offer, profile: Profile) -> bool:
    return offer.place in profile.mobility


def _would_sign(offer: Offer, profile: Profile) -> bool:
    return offer.contract in profile.contracts


CONDITIONS: dict[str, Callable[[Offer, Profile], bool]] = {
    "required_skills": _has_required_skills,
    "training": _has_training,
    "languages": _speaks,
    "mobility": _would_work_there,
    "contract": _would_sign,
}
