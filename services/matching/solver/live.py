"""The pool's entry function for a replanning: only who is concerned is scored.

Importing this loads neither numpy nor scipy; what is computed does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.matching.domain.desks import Claim, Desks
from services.matching.domain.limits import Slots
from services.matching.domain.offer import Offer
from services.matching.domain.replanning import Booked, Hall, Hope, Pinned, Placed, Replanned, replan
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
    over: tuple[Offer, ...] = ()
    """Offers that are open no more, while meetings stand for them: who receives at these is still there."""
    open_slots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Of the offers that are over."""
    fills: bool = True
    """Whether places that are free go to others: not where people pick their times themselves."""


def replanned(forum: Forum, change: Change) -> Replanned:
    """Score the rows and columns concerned, and mend the timetable, desk by desk."""
    standing = [one for one in change.booked if one.id not in change.leaving]
    claims = [
        Claim(one.candidate_id, one.offer_id, one.organisation_id, one.table_id, one.slot, one.stays)
        for one in standing
    ]
    desks = forum.desks(claims, change.over, change.open_slots)
    hall = Hall(
        booked=tuple(_at_desk(desks, one) for one in change.booked),
        tables={key: desk.tables for key, desk in zip(desks.keys, desks.all, strict=True)},
        near=forum.near,
        most_per_candidate=forum.most_per_candidate,
        begun=change.begun,
        closed=desks.closed_besides(forum.closed),
        away=change.away,
        leaving=change.leaving,
        pins=tuple(_pinned(forum, desks)),
    )
    freed = {key for key, desk in zip(desks.keys, desks.all, strict=True) if desk.organisation in change.freed}
    hopes = [_hope_at_desk(desks, hope) for hope in _hopes(forum, change)] if change.fills else []
    return _at_tables(replan(hall, hopes, change.arrived, freed), desks)


def _at_desk(desks: Desks, one: Booked) -> Booked:
    desk = desks.at(one.offer_id, one.organisation_id)
    if desk is None:
        return one
    return replace(one, organisation_id=desks.keys[desk], table_id=desks.name_at(desk, one.table_id) or one.table_id)


def _hope_at_desk(desks: Desks, hope: Hope) -> Hope:
    return replace(hope, organisation_id=desks.keys[desks.of_offer[hope.offer_id]])


def _at_tables(outcome: Replanned, desks: Desks) -> Replanned:
    """Under the names that tables have outside."""

    def real(placed: Placed) -> Placed:
        return replace(placed, table=desks.real.get(placed.table.id, placed.table))

    return replace(outcome, moved=tuple(map(real, outcome.moved)), new=tuple(map(real, outcome.new)))


def _pinned(forum: Forum, desks: Desks) -> Iterator[Pinned]:
    for (candidate, _), (kept, offer) in forum.held_for_sure().items():
        if offer.id in desks.of_offer:
            desk = desks.of_offer[offer.id]
            score = forum.scale.score(forum.candidates[candidate], offer)
            hope = Hope(candidate, desks.keys[desk], offer.id, score)
            yield Pinned(hope, kept.slot, desks.name_at(desk, kept.table_id))


def _hopes(forum: Forum, change: Change) -> list[Hope]:
    """Of an organisation one offer for each candidate, and none where the two meet already, at whichever desk."""
    looking = change.arrived | change.displaced
    rows = {name: profile for name, profile in forum.candidates.items() if name in looking}
    others = {name: profile for name, profile in forum.candidates.items() if name not in looking}
    freed = [offer for offer in forum.offers if offer.organisation_id in change.freed]
    met = {(one.candidate_id, one.organisation_id) for one in change.booked} | forum.held_for_sure().keys()
    barred = met | set(forum.forbidden)
    hopes = [*_best(replace(forum, candidates=rows), forum.offers), *_best(replace(forum, candidates=others), freed)]
    return [hope for hope in hopes if (hope.candidate_id, hope.organisation_id) not in barred]


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
