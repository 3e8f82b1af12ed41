"""The pool's entry function for a replanning: only who is concerned is scored.

Importing this loads neither numpy nor scipy; what is computed does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.matching.domain.limits import Slots
from services.matching.domain.offer import Offer
from services.matching.domain.replanning import Booked, Hall, Hope, Pinned, Replanned, replan
from services.matching.domain.timetable import Forum


@dataclass(frozen=True)
class Change:
    """What stands and what has changed: `arrived` look for any meeting, and at `freed` organisations places are free.

    `displaced` may have to look for another one; `leaving` gives by the id of a meeting the reason why it is not held.
    """

    booked: tuple[Booked, ...]
    begun: Slots
    leaving: dict[str, str]
    arrived: frozenset[str] = frozenset()
    displaced: frozenset[str] = frozenset()
    freed: frozenset[str] = frozenset()
    away: Mapping[str, Slots] = field(default_factory=dict)
    """By candidate the slots at which they cannot come, of all who have a meeting or look for one."""
    fills: bool = True
    """Whether places that are free go to others: not where people pick their times themselves."""


def replanned(forum: Forum, change: Change) -> Replanned:
    """Score the rows and columns concerned, and mend the timetable."""
    hall = Hall(
        booked=change.booked,
        tables=forum.tables,
        near=forum.near,
        most_per_candidate=forum.most_per_candidate,
        begun=change.begun,
        closed=forum.closed,
        away=change.away,
        leaving=change.leaving,
        pins=tuple(_pinned(forum)),
    )
    return replan(hall, _hopes(forum, change) if change.fills else [], change.arrived, change.freed)


def _pinned(forum: Forum) -> Iterator[Pinned]:
    for (candidate, organisation), (kept, offer) in forum.held_for_sure().items():
        score = forum.scale.score(forum.candidates[candidate], offer)
        yield Pinned(Hope(candidate, organisation, offer.id, score), kept.slot, kept.table_id)


def _hopes(forum: Forum, change: Change) -> list[Hope]:
    looking = change.arrived | change.displaced
    rows = {name: profile for name, profile in forum.candidates.items() if name in looking}
    others = {name: profile for name, profile in forum.candidates.items() if name not in looking}
    freed = [offer for offer in forum.offers if offer.organisation_id in change.freed]
    forbidden = set(forum.forbidden)
    hopes = [*_best(replace(forum, candidates=rows), forum.offers), *_best(replace(forum, candidates=others), freed)]
    return [hope for hope in hopes if (hope.candidate_id, hope.organisation_id) not in forbidden]


def _best(forum: Forum, offers: Sequence[Offer]) -> Iterator[Hope]:
    from services.matching.solver.ranking import best_offers

    if not (forum.candidates and offers):
        return
    places = {name: place for place, name in enumerate(forum.tables)}
    offered = [(places[offer.organisation_id], offer) for offer in offers if offer.organisation_id in places]
    names = list(forum.tables)
    best = best_offers(forum.candidates, offered, forum.scale, categories=forum.categories, book=None)
    for candidate, choices in zip(forum.candidates, best, strict=True):
        for place, (score, offer) in choices.items():
            yield Hope(candidate, names[place], offer.id, score)
