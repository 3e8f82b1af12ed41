"""Scores kept in the pool's process from one run to the next: what changed since is scored anew, and nothing else."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.matching.domain.fit import Scale
from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer
from services.matching.domain.profile import Profile
from services.matching.solver.profiles import Numbers
from services.matching.solver.scoring import Pairs, scored

FORUMS_KEPT = 12
PAIRS_KEPT = 2_000_000
"""Of one forum; a larger one is scored whole each time, part by part."""


@dataclass(frozen=True)
class Entry:
    """What was compared, by value: a score is taken over only where both its sides are as they were."""

    candidates: Mapping[str, Profile]
    asked: Mapping[str, Hashable]
    nearness: Nearness
    pairs: Pairs


class Book:
    """The last forums that were scored, by the edition of their offers; `looked_at` counts pairs of the last one."""

    def __init__(self, forums: int = FORUMS_KEPT) -> None:
        self._forums = forums
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self.looked_at = 0

    def pairs(self, candidates: Mapping[str, Profile], offers: Sequence[Offer], scale: Scale) -> Pairs:
        edition = offers[0].edition_id if offers else ""
        asked = {offer.id: _asked(offer, scale) for offer in offers}
        last = self._entries.pop(edition, None)
        if last is None or last.nearness != scale.nearness:
            last = Entry({}, {}, scale.nearness, _joined([]))
        pairs = self._updated(last, candidates, offers, asked, scale)
        if len(pairs.scores) <= PAIRS_KEPT:
            self._entries[edition] = Entry(dict(candidates), asked, scale.nearness, pairs)
            while len(self._entries) > self._forums:
                self._entries.popitem(last=False)
        return pairs

    def _updated(
        self, last: Entry, candidates: Mapping[str, Profile], offers: Sequence[Offer], asked: Mapping[str, Hashable],
        scale: Scale,
    ) -> Pairs:  # fmt: skip
        rows, columns = _places(last.candidates, candidates), _places(last.asked, asked)
        kept_rows, kept_columns = set(rows.tolist()), set(columns.tolist())
        new_rows = [place for place in range(len(candidates)) if place not in kept_rows]
        old_rows = [place for place in range(len(candidates)) if place in kept_rows]
        new_columns = [place for place in range(len(offers)) if place not in kept_columns]
        profiles, everything = list(candidates.values()), list(range(len(offers)))
        self.looked_at = len(new_rows) * len(offers) + len(old_rows) * len(new_columns)
        anew = [
            _scored_of(profiles, offers, scale, some, of_them)
            for some, of_them in ((new_rows, everything), (old_rows, new_columns))
            if some and of_them
        ]
        return _in_order(_joined([_moved(last.pairs, rows, columns), *anew]))


def _asked(offer: Offer, scale: Scale) -> Hashable:
    """All of an offer that a score or a knock-out depends on."""
    return (
        offer.required, offer.wished, offer.sector, offer.place, offer.contract, offer.training_level, offer.languages,
        offer.knock_outs, scale.weights_of(offer),
    )  # fmt: skip


def _places(before: Mapping[str, Hashable], now: Mapping[str, Hashable]) -> Numbers:
    """For each that was there its place now; -1 where it is gone or not the same any more."""
    place_of = {id: place for place, id in enumerate(now)}
    return np.array([place_of[id] if now.get(id) == value else -1 for id, value in before.items()], dtype=np.intp)


def _moved(pairs: Pairs, rows: Numbers, columns: Numbers) -> Pairs:
    if not len(pairs.scores):
        return pairs
    candidates, offers = rows[pairs.candidates], columns[pairs.offers]
    kept = (candidates >= 0) & (offers >= 0)
    return Pairs(candidates[kept], offers[kept], pairs.scores[kept])


def _scored_of(
    profiles: Sequence[Profile], offers: Sequence[Offer], scale: Scale, rows: Sequence[int], columns: Sequence[int]
) -> Pairs:
    found = _joined(list(scored([profiles[row] for row in rows], [offers[column] for column in columns], scale)))
    return Pairs(np.array(rows)[found.candidates], np.array(columns)[found.offers], found.scores)


def _joined(parts: Sequence[Pairs]) -> Pairs:
    none = np.zeros(0, dtype=np.intp)
    return Pairs(
        np.concatenate([none, *(part.candidates for part in parts)]),
        np.concatenate([none, *(part.offers for part in parts)]),
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
    )


def _in_order(pairs: Pairs) -> Pairs:
    order = np.lexsort((pairs.offers, pairs.candidates))
    return Pairs(pairs.candidates[order], pairs.offers[order], pairs.scores[order])
