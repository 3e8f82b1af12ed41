"""What many candidates bring, as arrays: a row each."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from services.matching.domain.profile import HeldSkill, Profile

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Numbers = NDArray[np.intp]
Reach = Mapping[str, Sequence[tuple[int, int, float]]]
"""By held code the columns it counts in: the column, the level that is sought there, and the nearness to it."""
Own = Mapping[str, Sequence[tuple[int, int]]]
"""By code its own columns, and the level that is sought in each."""
ALWAYS = 0
"""The column of sought skills that everybody has: what is required where skills weigh nothing."""


class Worths:
    """What each skill that may be held is worth in each column; worked out once, since many hold the same."""

    def __init__(self, reach: Reach, columns: int) -> None:
        self._reach, self._columns = reach, columns
        self._known: dict[tuple[str, int, str], tuple[Numbers, Floats]] = {}

    def of(self, profiles: Sequence[Profile]) -> csr_array:
        """A row per candidate: in each column the best of what is held of its skill or near to it."""
        held = [[self._of_skill(skill) for skill in (*one.awarded, *one.skills)] for one in profiles]
        everybody = np.arange(len(profiles))
        counts = [sum(len(places) for places, _ in skills) for skills in held]
        rows = np.r_[everybody, np.repeat(everybody, counts)]
        places = np.concatenate([np.full(len(profiles), ALWAYS), *(own for skills in held for own, _ in skills)])
        values = np.concatenate([np.ones(len(profiles)), *(own for skills in held for _, own in skills)])
        return _greatest(rows, places, values, (len(profiles), self._columns))

    def _of_skill(self, skill: HeldSkill) -> tuple[Numbers, Floats]:
        key = (skill.code, skill.level, skill.source)
        known = self._known.get(key)
        if known is None:
            reached_by = self._reach.get(skill.code, ())
            places = np.array([place for place, _, _ in reached_by], dtype=np.intp)
            worth = np.array([share * skill.worth_for(level) for _, level, share in reached_by], dtype=np.float64)
            known = self._known[key] = places, worth
        return known


def _greatest(rows: Numbers, places: Numbers, values: Floats, shape: tuple[int, int]) -> csr_array:
    """Of several values at one place the greatest, where a sparse array would add them; zeros are left out."""
    cells = rows * shape[1] + places
    order = np.argsort(cells, kind="stable")
    rows, places, values = rows[order], places[order], values[order]
    begins = np.flatnonzero(np.r_[True, np.diff(cells[order]) != 0][: len(rows)])
    if not len(begins):
        return csr_array(shape)
    found = csr_array((np.maximum.reduceat(values, begins), (rows[begins], places[begins])), shape=shape)
    found.eliminate_zeros()
    return found


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
