"""What candidates and organisations have stated of each other, found among pairs; few have any."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from services.matching.domain.preferences import Preferences
from services.matching.domain.profile import Profile
from services.matching.solver.profiles import Floats, Numbers


class Stated:
    """Of these profiles each offer that is `named`, and its value; `number_of` tells the numbers of offers."""

    def __init__(
        self, profiles: Sequence[Profile], number_of: Mapping[str, int],
        named: Callable[[Preferences], Iterable[str]], value: Callable[[Preferences, str], float],
    ) -> None:  # fmt: skip
        self._offers = len(number_of)
        said = [
            (row * self._offers + number_of[offer_id], value(profile.preferences, offer_id))
            for row, profile in enumerate(profiles)
            if profile.preferences.say_anything
            for offer_id in named(profile.preferences)
            if offer_id in number_of
        ]
        self._cells = np.array([cell for cell, _ in said], dtype=np.intp)
        self._values = np.array([worth for _, worth in said], dtype=np.float64)

    def among(self, candidates: Numbers, offers: Numbers) -> tuple[Numbers, Floats]:
        """The places, among these pairs by candidate and then by offer, of those that are named; and their values."""
        if not len(self._cells) or not len(candidates):
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        known = candidates * self._offers + offers
        places = np.minimum(np.searchsorted(known, self._cells), len(known) - 1)
        found = known[places] == self._cells
        return places[found], self._values[found]
