"""A candidate held against an offer: what counts for each skill that it seeks. Score and reasons both read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer, SoughtSkill
from services.matching.domain.profile import HeldSkill, Profile

Counted = tuple[SoughtSkill, HeldSkill | None, float]
"""A sought skill, what counts for it, and the share of it that this is: 1 for the skill itself, less for a near one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    profile: Profile
    offer: Offer
    required: list[Counted]
    wished: list[Counted]


def compare(profile: Profile, offer: Offer, nearness: Nearness) -> Comparison:
    required, wished = _counted(profile, offer.required, nearness), _counted(profile, offer.wished, nearness)
    return Comparison(profile, offer, required, wished)


def _counted(profile: Profile, sought: Sequence[SoughtSkill], nearness: Nearness) -> list[Counted]:
    return [
        (skill, *_nearest(profile, skill, near))
        if (near := nearness.get(skill.code))
        else (skill, profile.best(skill.code, skill.level), 1.0)
        for skill in sought
    ]


def _nearest(profile: Profile, sought: SoughtSkill, near: Mapping[str, float]) -> tuple[HeldSkill | None, float]:
    """What is held of a skill or of one near to it: the best of them, never their sum."""
    every = [(sought.code, 1.0), *near.items()]
    held = [(own, share) for code, share in every if (own := profile.best(code, sought.level)) is not None]
    return max(held, key=lambda one: one[1] * one[0].worth_for(sought.level), default=(None, 0.0))


def coverage(counted: Sequence[Counted]) -> float | None:
    """From 0 to 1, how much of what is sought is covered; None where nothing is."""
    if not counted:
        return None
    gained = 0.0
    for sought, own, share in counted:
        if own is not None:
            gained += share * own.worth_for(sought.level)
    return gained / len(counted)
