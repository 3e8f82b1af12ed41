"""An offer: a position to fill, what it asks for, and what it will not do without."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from multaqa.errors import Invalid, Refused
from services.matching.domain.kind import KINDS, Kind
from services.matching.domain.profile import SKILL_LEVELS, TRAINING_LEVELS, Profile
from services.matching.domain.wording import Fault, LocalText, fault

CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")


@dataclass(frozen=True)
class SoughtSkill:
    code: str
    level: int


@dataclass
class Offer:
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
            title=LocalText(**facts["title"]),
            sector=facts["sector"],
            required=tuple(SoughtSkill(**skill) for skill in facts.get("required") or ()),
            headcount=facts.get("headcount"),
            place=facts.get("place"),
            contract=facts.get("contract"),
            training_level=facts.get("training_level"),
            wished=tuple(SoughtSkill(**skill) for skill in facts.get("wished") or ()),
            languages=tuple(facts.get("languages") or ()),
            knock_outs=tuple(facts.get("knock_outs") or ()),
            kind=kind,
        )
        if faults := list(offer._faults()):
            raise _unfit(faults)
        return offer

    def _faults(self) -> Iterator[Fault]:
        if not self.required and "required" in self.meeting.asks:
            yield fault("/required", "offer.without_skills", "An offer requires at least one skill.")
        if self.headcount is not None and self.headcount < 1:
            yield fault("/headcount", "offer.headcount_too_small", "An offer is for at least one person.")
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

    def _skill_faults(self) -> Iterator[Fault]:
        for name in ("required", "wished"):
            for place, skill in enumerate(getattr(self, name)):
                if skill.level not in SKILL_LEVELS:
                    yield fault(f"/{name}/{place}/level", "offer.skill_level_unknown", "A level is between 1 and 4.")

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

    def fill_one(self) -> None:
        if self.is_filled:
            raise Refused("offer.filled", "Every position of this offer is taken.", headcount=self.headcount)
        self.hired += 1

    def unmet(self, profile: Profile) -> list[str]:
        """The knock-out conditions that the profile does not meet."""
        return [condition for condition in self.knock_outs if not CONDITIONS[condition](self, profile)]

    def facts(self) -> dict[str, Any]:
        facts = asdict(self)
        del facts["version"]
        lists = {name: list(value) for name, value in facts.items() if isinstance(value, tuple)}
        return {**facts, **lists, "state": "filled" if self.is_filled else "published"}


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
