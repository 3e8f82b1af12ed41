"""How well a candidate fits an offer, as a weighted mean of criteria that each tell their reason.

A criterion gives a value from 0 to 1, or None where the offer asks nothing of the kind; weights of criteria that
apply are scaled to sum to 1, so a short offer is not a worse one. Knock-outs are no part of the score: they decide
whether a pair may meet at all, and a pair in which nothing of what is required is held, nor anything near to it, is not
worth an interview whatever else fits. Age, gender, name and origin are not in a profile, so they cannot weigh.

`Scale` explains and scores single pairs; `services/matching/solver` scores all pairs of a forum to the same values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.matching.domain.comparison import Comparison, compare, coverage
from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer
from services.matching.domain.profile import Profile
from services.matching.domain.reasons import DECLINED, Labels, Reason, knock_out_reason, reason
from services.matching.domain.weights import Weights

PARTLY_TRAINED = 0.5
UNSTATED_MOBILITY = 0.5
CLOSE = 1e-9
"""Two ways of adding the same terms differ by less; a pair just at the least score may meet by either."""


@dataclass(frozen=True)
class Match:
    """A scored pair with the reasons its score is made of; `points` of the criteria sum to the score."""

    candidate_id: str
    offer_id: str
    score: float
    knocked_out_by: tuple[str, ...]
    reasons: tuple[Reason, ...]
    weights: str

    def facts(self) -> dict[str, Any]:
        return {
            "candidate_id": self.candidate_id,
            "offer_id": self.offer_id,
            "score": round(self.score, 4),
            "knocked_out_by": list(self.knocked_out_by),
            "reasons": [reason.facts() for reason in self.reasons],
            "weights": self.weights,
        }


@dataclass(frozen=True)
class Scale:
    """Scores pairs with the tenant's weights, and offers that have their own with these.

    `nearness[sought][held]` says from 0 to 1 how much of a skill another one is worth; `labels` are words of reasons,
    and no part of any score.
    """

    weights: Weights
    of_offers: Mapping[str, Weights] = field(default_factory=dict)
    nearness: Nearness = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)

    def weights_of(self, offer: Offer) -> Weights:
        return self.of_offers.get(offer.id, self.weights)

    def score(self, profile: Profile, offer: Offer) -> float:
        return _mean(self._weighed(compare(profile, offer, self.nearness)))

    def may_meet(self, profile: Profile, offer: Offer) -> float | None:
        """The score of a pair that may meet; None where a knock-out, no required skill or a low score forbids it."""
        if unmet(profile, offer):
            return None
        weights, compared = self.weights_of(offer), compare(profile, offer, self.nearness)
        if weights.required and coverage(compared.required) == 0:
            return None
        score = _mean(self._weighed(compared))
        return score if score >= weights.least_score - CLOSE else None

    def match(self, candidate_id: str, profile: Profile, offer: Offer) -> Match:
        knocked_out_by = tuple(unmet(profile, offer))
        compared = compare(profile, offer, self.nearness)
        weighed = self._weighed(compared)
        total = sum([weight for _, weight, _ in weighed])
        criteria = [
            reason(name, value, weight * value / total, compared, self.labels) for name, weight, value in weighed
        ]
        return Match(
            candidate_id=candidate_id,
            offer_id=offer.id,
            score=_mean(weighed),
            knocked_out_by=knocked_out_by,
            reasons=(*criteria, *(knock_out_reason(condition) for condition in knocked_out_by)),
            weights=self.weights_of(offer).stated,
        )

    def _weighed(self, compared: Comparison) -> list[tuple[str, float, float]]:
        """Of each criterion that applies its name, its weight, and its value."""
        return [
            (name, weight, value)
            for name, weight in self.weights_of(compared.offer).that_weigh
            if (value := CRITERIA[name](compared)) is not None
        ]

    def best(self, profiles: Mapping[str, Profile], offers: list[Offer], limit: int) -> list[Match]:
        """The `limit` best pairs, those that may meet before those knocked out."""
        scored = [
            (bool(unmet(profile, offer)), -self.score(profile, offer), candidate_id, offer)
            for candidate_id, profile in profiles.items()
            for offer in offers
        ]
        scored.sort(key=lambda pair: pair[:3])
        return [self.match(candidate_id, profiles[candidate_id], offer) for _, _, candidate_id, offer in scored[:limit]]


def unmet(profile: Profile, offer: Offer) -> list[str]:
    """What forbids a pair to meet: the offer's knock-outs, and the candidate's own refusal."""
    conditions = offer.unmet(profile) if offer.knock_outs else []
    return [*conditions, DECLINED] if offer.id in profile.preferences.declined else conditions


def _mean(weighed: list[tuple[str, float, float]]) -> float:
    total = sum([weight for _, weight, _ in weighed])
    return sum([weight * value for _, weight, value in weighed]) / total if total else 0.0


def _required(compared: Comparison) -> float | None:
    return coverage(compared.required)


def _wished(compared: Comparison) -> float | None:
    return coverage(compared.wished)


def _sector(compared: Comparison) -> float:
    return 1.0 if compared.offer.sector in compared.profile.sectors else 0.0


def _training(compared: Comparison) -> float | None:
    if compared.offer.training_level is None:
        return None
    return trained(compared.offer.training_rank - compared.profile.training_rank)


def trained(below: int) -> float:
    """What a training so many levels below the one that is asked for is worth."""
    return 1.0 if below <= 0 else PARTLY_TRAINED if below == 1 else 0.0


def _languages(compared: Comparison) -> float | None:
    asked, spoken = compared.offer.languages, compared.profile.languages
    return sum([language in spoken for language in asked]) / len(asked) if asked else None


def _preference(compared: Comparison) -> float:
    return compared.profile.preferences.value(compared.offer.id)


def _mobility(compared: Comparison) -> float | None:
    place, mobility = compared.offer.place, compared.profile.mobility
    if place is None:
        return None
    if not mobility:
        return UNSTATED_MOBILITY
    return 1.0 if place in mobility else 0.0


CRITERIA: dict[str, Callable[[Comparison], float | None]] = {
    "required": _required,
    "wished": _wished,
    "sector": _sector,
    "training": _training,
    "languages": _languages,
    "mobility": _mobility,
    "preference": _preference,
}
