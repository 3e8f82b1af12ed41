"""What many candidates bring, as arrays: a row each."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from services.matching.domain.profile import SOURCES, HeldSkill, Profile

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Reach = Mapping[str, Sequence[tuple[int, int, float]]]
"""By held code the columns it counts in: the column, the level that is sought there, and the nearness to it."""
Own = Mapping[str, Sequence[tuple[int, int]]]
"""By code its own columns, and the level that is sought in each."""
ALWAYS = 0
"""The column of sought skills that everybody has: what is required where skills weigh nothing."""


def worths(profiles: Sequence[Profile], reach: Reach, columns: int) -> csr_array:
    """What each candidate's skills are worth in each column: the best of what is held of it or near to it."""
    row: list[int] = []
    column: list[int] = []
    worth: list[float] = []
    for number, profile in enumerate(profiles):
        best = {ALWAYS: 1.0}
        for skill in (*profile.awarded, *profile.skills):
            believed = SOURCES[skill.source]
            for place, level, share in reach.get(skill.code, ()):
                value = share * believed * min(1.0, skill.level / level)
                if value > best.get(place, 0.0):
                    best[place] = value
        row += [number] * len(best)
        column += best
        worth += best.values()
    return csr_array((worth, (row, column)), shape=(len(profiles), columns))


def reached(profiles: Sequence[Profile], own: Own, columns: int) -> csr_array:
    """1 in each column whose skill is held itself, at its level or above."""
    held = [
        (number, place)
        for number, profile in enumerate(profiles)
        for place in {ALWAYS, *(place for skill in (*profile.awarded, *profile.skills) for place in _met(skill, own))}
    ]
    rows, places = [row for row, _ in held], [place for _, place in held]
    return csr_array((np.ones(len(held)), (rows, places)), shape=(len(profiles), columns))


def _met(skill: HeldSkill, own: Own) -> list[int]:
    return [place for place, level in own.get(skill.code, ()) if skill.level >= level]


def named(lists: Iterable[Iterable[str]], count: int, places: Mapping[str, int]) -> Bools:
    """A row per list, a column per name: whether it is in the list."""
    found = np.zeros((count, len(places)), dtype=np.bool_)
    for number, names in enumerate(lists):
        for name in names:
            place = places.get(name)
            if place is not None:
                found[number, place] = True
    return found
