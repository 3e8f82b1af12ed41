"""How well a candidate fits an offer, as a weighted mean of criteria that each tell their reason.

A criterion gives a value from 0 to 1, or None where the offer asks nothing of the kind; weights of criteria that
apply are scaled to sum to 1, so a short offer is not a worse one. Knock-outs are no part of the score: they decide
whether a pair may meet at all. Age, gender, name and origin are not in a profile, so they cannot weigh.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from multaqa.errors import Invalid
from services.matching.domain.offer import Offer, SoughtSkill
from services.matching.domain.profile import Profile
from services.matching.domain.reasons import Reason, knock_out_reason, reason

PARTLY_TRAINED = 0.5
UNSTATED_MOBILITY = 0.5


@dataclass(frozen=True)
class Weights:
    required: float = 0.45
    wished: float = 0.1
    sector: float = 0.15
    training: float = 0.1
    languages: float = 0.1
    mobility: float = 0.1
    least_score: float = 0.4

    def __post_init__(self) -> None:
        values = self.of_criteria()
        if any(weight < 0 for weight in values.values()):
            raise Invalid("weights.negative", "A weight cannot be negative.")
        if not any(values.values()):
            raise Invalid("weights.all_zero", "At least one weight is above zero.")

    def of_criteria(self) -> dict[str, float]:
        weights = asdict(self)
        del weights["least_score"]
        return weights


@dataclass(frozen=True)
class Match:
    """A scored pair with the reasons its score is made of; `points` of the criteria sum to the score."""

    candidate_id: str
    offer_id: str
    score: float
    knocked_out_by: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def facts(self) -> dict[str, Any]:
        return {
            "candidate_id": self.candidate_id,
            "offer_id": self.offer_id,
            "score": round(self.score, 4),
            "knocked_out_by": list(self.knocked_out_by),
            "reasons": [reason.facts() for reason in self.reasons],
        }


class Scale:
    """Scores pairs with one set of weights."""

    def __init__(self, weights: Weights) -> None:
        self.least_score = weights.least_score
        self.weighted = [(CRITERIA[name], weight) for name, weight in weights.of_criteria().items() if weight]
        self.weights = {name: weight for name, weight in weights.of_criteria().items() if weight}

    def score(self, profile: Profile, offer: Offer) -> float:
        total = gained = 0.0
        for criterion, weight in self.weighted:
            value = criterion(profile, offer)
            if value is not None:
                total += weight
                gained += weight * value
        return gained / total if total else 0.0

    def may_meet(self, profile: Profile, offer: Offer) -> float | None:
        """The score of a pair that may meet; None where a knock-out or too low a score forbids it."""
        if offer.knock_outs and offer.unmet(profile):
            return None
        score = self.score(profile, offer)
        return score if score >= self.least_score else None

    def match(self, candidate_id: str, profile: Profile, offer: Offer) -> Match:
        values = {name: CRITERIA[name](profile, offer) for name in self.weights}
        stated = {name: value for name, value in values.items() if value is not None}
        total = sum(self.weights[name] for name in stated)
        unmet = tuple(offer.unmet(profile))
        criteria = [
            reason(name, value, self.weights[name] * value / total, profile, offer) for name, value in stated.items()
        ]
        return Match(
            candidate_id=candidate_id,
            offer_id=offer.id,
            score=self.score(profile, offer),
            knocked_out_by=unmet,
            reasons=(*criteria, *(knock_out_reason(condition) for condition in unmet)),
        )

    def best(self, profiles: Mapping[str, Profile], offers: list[Offer], limit: int) -> list[Match]:
        """The `limit` best pairs, those that may meet before those knocked out."""
        scored = [
            (bool(offer.unmet(profile)), -self.score(profile, offer), candidate_id, offer)
            for candidate_id, profile in profiles.items()
            for offer in offers
        ]
        scored.sort(key=lambda pair: pair[:3])
        return [self.match(candidate_id, profiles[candidate_id], offer) for _, _, candidate_id, offer in scored[:limit]]


def _coverage(profile: Profile, sought: tuple[SoughtSkill, ...]) -> float | None:
    if not sought:
        return None
    worths = profile.worths
    gained = 0.0
    for skill in sought:
        worth = worths.get(skill.code)
        if worth is not None:
            gained += worth[skill.level - 1]
    return gained / len(sought)


def _required(profile: Profile, offer: Offer) -> float | None:
    return _coverage(profile, offer.required)


def _wished(profile: Profile, offer: Offer) -> float | None:
    return _coverage(profile, offer.wished)


def _sector(profile: Profile, offer: Offer) -> float:
    return 1.0 if offer.sector in profile.sectors else 0.0


def _training(profile: Profile, offer: Offer) -> float | None:
    if offer.training_level is None:
        return None
    below = offer.training_rank - profile.training_rank
    return 1.0 if below <= 0 else PARTLY_TRAINED if below == 1 else 0.0


def _languages(profile: Profile, offer: Offer) -> float | None:
    if not offer.languages:
        return None
    return sum(language in profile.languages for language in offer.languages) / len(offer.languages)


def _mobility(profile: Profile, offer: Offer) -> float:
    if not profile.mobility:
        return UNSTATED_MOBILITY
    return 1.0 if offer.place in profile.mobility else 0.0


CRITERIA: dict[str, Callable[[Profile, Offer], float | None]] = {
    "required": _required,
    "wished": _wished,
    "sector": _sector,
    "training": _training,
    "languages": _languages,
    "mobility": _mobility,
}
