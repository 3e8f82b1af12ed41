"""For each candidate, of each organisation the offer that fits best: what allocation chooses from."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from services.matching.domain.fit import Scale
from services.matching.domain.kind import KINDS
from services.matching.domain.offer import Offer
from services.matching.domain.profile import Profile
from services.matching.solver.book import Book
from services.matching.solver.profiles import Floats, Numbers
from services.matching.solver.scoring import Pairs, scored
from services.matching.solver.stated import Stated

CHOICES_KEPT = 2_000_000
"""Of all candidates together; only beyond it are a candidate's lesser organisations left out."""
CELLS_BOOKED = 10_000_000
"""Candidates times offers of the largest forum whose scores are kept."""
BOOK = Book()

Best = list[dict[int, tuple[float, Offer]]]


def best_offers(
    candidates: Mapping[str, Profile],
    offered: Sequence[tuple[int, Offer]],
    scale: Scale,
    kept: int = CHOICES_KEPT,
    categories: Mapping[str, str] = MappingProxyType({}),
    *,
    book: Book | None = BOOK,
) -> Best:
    """By candidate and the number of an organisation, the score and the offer; of equal offers the first.

    `categories` say as what candidates are registered: kinds of meetings may be open to one of them only. Without a
    book nothing is taken over from the last run or kept for the next: for a part of a forum.
    """
    in_order = sorted(offered, key=lambda pair: pair[0])
    offers = [offer for _, offer in in_order]
    places = np.array([place for place, _ in in_order], dtype=np.intp)
    most = max(1, kept // max(1, len(candidates)))
    precedence = _precedence(list(candidates.values()), offers)
    admission = _Admission(list(candidates), offers, categories)
    best: Best = [{} for _ in candidates]
    for pairs in _pairs(candidates, offers, scale, book):
        admitted = admission.of(pairs)
        wanted = admitted.scores.copy()
        stated, before = precedence.among(admitted.candidates, admitted.offers)
        wanted[stated] += before
        chosen = _best_of_candidates(admitted, _best_of_places(admitted, places, wanted), wanted, most)
        told = list(zip(chosen.scores.tolist(), map(offers.__getitem__, chosen.offers.tolist()), strict=True))
        of_places = places[chosen.offers].tolist()
        begins = np.flatnonzero(np.diff(chosen.candidates, prepend=-1)).tolist()
        for begin, end in pairwise([*begins, len(told)]):
            best[int(chosen.candidates[begin])] = dict(zip(of_places[begin:end], told[begin:end], strict=True))
    return best


def _pairs(
    candidates: Mapping[str, Profile], offers: Sequence[Offer], scale: Scale, book: Book | None
) -> Iterator[Pairs]:
    if book is not None and len(candidates) * len(offers) <= CELLS_BOOKED:
        yield book.pairs(candidates, offers, scale)
    else:
        yield from scored(list(candidates.values()), offers, scale)


class _Admission:
    """Which pairs are of a kind of meetings that is open to the candidate."""

    def __init__(self, candidates: Sequence[str], offers: Sequence[Offer], categories: Mapping[str, str]) -> None:
        self._asked = np.array([KINDS[offer.kind].admits or "" for offer in offers], dtype=np.str_)
        self._own = np.array([categories.get(one, "") for one in candidates], dtype=np.str_)
        self._narrows = self._asked.any()

    def of(self, pairs: Pairs) -> Pairs:
        if not self._narrows:
            return pairs
        wanted = self._asked[pairs.offers]
        may = (wanted == "") | (wanted == self._own[pairs.candidates])
        return Pairs(pairs.candidates[may], pairs.offers[may], pairs.scores[may])


def _precedence(profiles: Sequence[Profile], offers: Sequence[Offer]) -> Stated:
    """What goes before any score: what a candidate stated of an offer, then what the offer stated of the candidate."""
    number_of = {offer.id: number for number, offer in enumerate(offers)}
    return Stated(
        profiles, number_of, lambda one: one.named, lambda one, offer_id: one.liked(offer_id) + one.sought(offer_id)
    )


def _best_of_places(pairs: Pairs, places: Numbers, wanted: Floats) -> Numbers:
    """Pairs come by candidate and offer, and offers by place: each candidate's of a place lie side by side."""
    if not len(wanted):
        return np.zeros(0, dtype=np.intp)
    of_pairs = places[pairs.offers]
    begins = np.flatnonzero(np.r_[True, np.diff(pairs.candidates).astype(bool) | np.diff(of_pairs).astype(bool)])
    greatest = np.repeat(np.maximum.reduceat(wanted, begins), np.diff(np.r_[begins, len(of_pairs)]))
    hits = np.flatnonzero(wanted == greatest)
    groups = np.searchsorted(begins, hits, side="right")
    first: Numbers = hits[np.r_[True, np.diff(groups).astype(bool)]]
    return first


def _best_of_candidates(pairs: Pairs, among: Numbers, wanted: Floats, most: int) -> Pairs:
    """Of these places of pairs the `most` best of each candidate, of equals the first."""
    of_candidates = pairs.candidates[among]
    begins = np.searchsorted(of_candidates, of_candidates, side="left")
    if len(begins) and np.max(np.arange(len(begins)) - begins) >= most:
        order = np.lexsort((-wanted[among], of_candidates))
        among = among[np.sort(order[np.arange(len(begins)) - begins < most])]
    return Pairs(pairs.candidates[among], pairs.offers[among], pairs.scores[among])
