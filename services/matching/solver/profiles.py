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
        self._columns = columns
        self._known = _Known(reach)

    def of(self, profiles: Sequence[Profile]) -> csr_array:
        """A row per candidate: in each column the best of what is held of its skill or near to it."""
        known = self._known
        held = [(*one.awarded, *one.skills) for one in profiles]
        numbers = np.array([known[one.code, one.level, one.source] for own in held for one in own], dtype=np.intp)
        begins, places, values = known.runs()
        lengths = np.diff(begins)[numbers]
        everybody = np.arange(len(profiles))
        holders = np.repeat(everybody, [len(own) for own in held])
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        among = np.repeat(begins[numbers], lengths) + within
        return _greatest(
            np.r_[everybody, np.repeat(holders, lengths)],
            np.r_[np.full(len(profiles), ALWAYS), places[among]],
            np.r_[np.ones(len(profiles)), values[among]],
            (len(profiles), self._columns),
        )


class _Known(dict[tuple[str, int, str], int]):
    """A number for each skill at a level from a source: that of its run among all columns and worths known so far."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._begins, self._places, self._values = [0], list[int](), list[float]()
        self._runs: tuple[Numbers, Numbers, Floats] | None = None

    def __missing__(self, key: tuple[str, int, str]) -> int:
        skill = HeldSkill(*key)
        for place, level, share in self._reach.get(skill.code, ()):
            self._places.append(place)
            self._values.append(share * skill.worth_for(level))
        self._begins.append(len(self._places))
        self._runs = None
        self[key] = len(self)
        return self[key]

    def runs(self) -> tuple[Numbers, Numbers, Floats]:
        """Where each run begins and ends, and, run by run, the columns and what the skill is worth in them."""
        if self._runs is None:
            begins, places = (np.array(one, dtype=np.intp) for one in (self._begins, self._places))
            self._runs = begins, places, np.array(self._values, dtype=np.float64)
        return self._runs


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
