"""How near two skills are to each other, by what the reference links them to.

A link says that a skill is the same as one of another reference (`exact`), nearly the same (`close`), or that it
belongs to a wider one (`broad`), as SKOS has it. Skills that meet in one place of another reference are near, the more
so the tighter both links are; a skill is 1 to itself, and those that meet nowhere have no nearness at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Nearness = Mapping[str, Mapping[str, float]]
"""By sought code, what each near code that may be held is worth of it, from 0 to 1; a skill itself is not listed."""

NEARNESS = {
    frozenset({"exact"}): 0.9,  # the same by another name: left below 1, since the tenant keeps two codes
    frozenset({"exact", "close"}): 0.8,
    frozenset({"close"}): 0.7,
    frozenset({"exact", "broad"}): 0.6,  # one is a part of the other
    frozenset({"close", "broad"}): 0.5,
    frozenset({"broad"}): 0.3,  # two parts of one occupation: who has one has begun on the other
}


@dataclass(frozen=True)
class ReferredSkill:
    """`links` are pairs of a place in another reference and how tightly the skill is linked to it."""

    code: str
    links: tuple[tuple[str, str], ...] = ()


def nearness(skills: Iterable[ReferredSkill]) -> dict[str, dict[str, float]]:
    """By code and code, both ways: what holding the one is worth where the other is sought, between 0 and 1."""
    met: dict[str, list[tuple[str, str]]] = {}
    for skill in skills:
        for place, match in skill.links:
            met.setdefault(place, []).append((skill.code, match))
    near: dict[str, dict[str, float]] = {}
    for together in met.values():
        for (one, match), (other, other_match) in combinations(together, 2):
            if one != other:
                _keep_nearest(near, one, other, NEARNESS[frozenset({match, other_match})])
    return near


def _keep_nearest(near: dict[str, dict[str, float]], one: str, other: str, value: float) -> None:
    for here, there in ((one, other), (other, one)):
        of_here = near.setdefault(here, {})
        of_here[there] = max(value, of_here.get(there, 0.0))
