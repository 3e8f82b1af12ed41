"""The scores of all pairs that may meet: what `Scale.may_meet` says of each, from products of sparse arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.matching.domain.fit import CLOSE, UNSTATED_MOBILITY, Scale, trained
from services.matching.domain.offer import Offer
from services.matching.domain.preferences import UNSTATED, Preferences
from services.matching.domain.profile import TRAINING_LEVELS, Profile
from services.matching.solver.offers import Asked
from services.matching.solver.profiles import Bools, Floats, Numbers, named, reached
from services.matching.solver.stated import Stated

CELLS = 2_000_000
"""Candidates times offers that are looked at together: what a dense array of a part may hold."""
LEVELS = range(len(TRAINING_LEVELS))
TRAINED = np.array([[trained(asked - held) for asked in LEVELS] for held in LEVELS])


@dataclass(frozen=True)
class Pairs:
    """Pairs that may meet, by candidate and then by offer, as their numbers."""

    candidates: Numbers
    offers: Numbers
    scores: Floats


def scored(profiles: Sequence[Profile], offers: Sequence[Offer], scale: Scale) -> Iterator[Pairs]:
    """Part by part, so that memory does not grow with the number of pairs."""
    asked = Asked(offers, scale)
    together = max(1, CELLS // max(1, len(offers)))
    for first in range(0, len(profiles), together):
        part = Part(profiles[first : first + together], asked).pairs()
        yield Pairs(part.candidates + first, part.offers, part.scores)


class Part:
    """Some candidates against all offers; of each pair only those are looked at that share a required skill."""

    def __init__(self, profiles: Sequence[Profile], asked: Asked) -> None:
        self.profiles, self.asked = profiles, asked
        self.worths = asked.worths.of(profiles)
        covered = self.worths @ asked.required
        covered.sort_indices()
        self.covered: Floats = covered.data
        self.offers: Numbers = covered.indices.astype(np.intp)
        self.candidates: Numbers = np.repeat(np.arange(len(profiles)), np.diff(covered.indptr))
        self.rank = np.array([profile.training_rank for profile in profiles], dtype=np.intp)
        count = len(profiles)
        self.speaks = named((profile.languages for profile in profiles), count, asked.languages)
        self.goes = named((profile.mobility for profile in profiles), count, asked.places)

    def pairs(self) -> Pairs:
        scores = self._scores()
        may = (scores >= self.asked.least_score[self.offers] - CLOSE) & ~self._knocked_out()
        return Pairs(self.candidates[may], self.offers[may], scores[may])

    def _scores(self) -> Floats:
        asked = self.asked
        scores: Floats = asked.weights["required"][self.offers] * self.covered
        if asked.wished.nnz and asked.weights["wished"].any():
            scores += self._weighed("wished", self._of_pairs((self.worths @ asked.wished).toarray()))
        scores += self._weighed("sector", self._in_sector())
        scores += self._weighed("training", TRAINED[self.rank[self.candidates], asked.training[self.offers]])
        scores += self._weighed("languages", self._spoken)
        goes = np.where(self._stays_unsaid()[:, None], UNSTATED_MOBILITY, self.goes)
        scores += self._weighed("mobility", goes[self.candidates, asked.place[self.offers]])
        if asked.weights["preference"].any():
            scores += self._weighed("preference", self._preferred())
        return np.minimum(scores, 1.0)  # a sum of shares of 1 may be a rounding above it

    def _preferred(self) -> Floats:
        values = np.full(len(self.offers), UNSTATED)
        stated = Stated(self.profiles, self.asked.number_of, lambda one: one.named, Preferences.value)
        places, values_stated = stated.among(self.candidates, self.offers)
        values[places] = values_stated
        return values

    @cached_property
    def _spoken(self) -> Floats:
        """Of each pair the share of the offer's languages that the candidate speaks."""
        spoken = np.zeros(len(self.offers))
        for speaks, asked in zip(self.speaks.T, self.asked.speaks, strict=True):
            spoken += speaks[self.candidates] * asked[self.offers]
        return spoken

    def _weighed(self, criterion: str, values: Floats | Bools) -> Floats:
        weighed: Floats = self.asked.weights[criterion][self.offers] * values
        return weighed

    def _of_pairs(self, dense: Floats) -> Floats:
        of_pairs: Floats = dense[self.candidates, self.offers]
        return of_pairs

    def _in_sector(self) -> Bools:
        sectors = named((profile.sectors for profile in self.profiles), len(self.profiles), self.asked.sectors)
        within: Bools = sectors[self.candidates, self.asked.sector[self.offers]]
        return within

    def _stays_unsaid(self) -> Bools:
        return np.array([not profile.mobility for profile in self.profiles], dtype=np.bool_)

    def _knocked_out(self) -> Bools:
        out: Bools = np.zeros(len(self.offers), dtype=np.bool_)
        for condition, knocked in self.asked.knocked.items():
            if knocked.any():
                out |= knocked[self.offers] & ~getattr(self, f"_{condition}")()
        declined = Stated(self.profiles, self.asked.number_of, lambda one: one.declined, lambda *_: 1.0)
        out[declined.among(self.candidates, self.offers)[0]] = True
        return out

    def _required_skills(self) -> Bools:
        met = reached(self.profiles, self.asked.own, self.asked.columns) @ self.asked.listed
        return self._of_pairs(met.toarray()) > 1 - CLOSE

    def _training(self) -> Bools:
        enough: Bools = self.rank[self.candidates] >= self.asked.training[self.offers]
        return enough

    def _languages(self) -> Bools:
        asks: Bools = np.asarray(self.asked.speaks.any(axis=0))
        enough: Bools = ~asks[self.offers] | (self._spoken > 1 - CLOSE)
        return enough

    def _mobility(self) -> Bools:
        there: Bools = self.goes[self.candidates, self.asked.place[self.offers]]
        return there

    def _contract(self) -> Bools:
        signs = named((profile.contracts for profile in self.profiles), len(self.profiles), self.asked.contracts)
        would: Bools = signs[self.candidates, self.asked.contract[self.offers]]
        return would
