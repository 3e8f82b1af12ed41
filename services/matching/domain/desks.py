"""Desks: how the offers of an organisation share its tables, where they say who receives, at how many tables and when.

Offers that say the same, or nothing, share a desk. In each slot the tables go round the desks that are open then, one
by one, until no desk can use another or none is left; who begins changes from slot to slot. A recruiter whom several
desks name sits at one of them, in turn. So a desk never holds more meetings than it has recruiters and tables, and no
recruiter is in two places, whatever is seated within it.

What a turn gives to a desk that then has nobody to meet is lost to the others: dealing does not look at candidates.
Organisations none of whose offers says anything have one desk with all their tables, and lose nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from services.matching.domain.limits import NEVER, Slots, Table
from services.matching.domain.offer import Offer

OpenSlots = Mapping[str, Sequence[int]]
"""By offer that names its hours, the slots that lie in them."""


@dataclass(frozen=True)
class Desk:
    """Each desk has its organisation's tables under names of its own, and a mask of slots for each: `closed`."""

    organisation: str
    tables: tuple[Table, ...]
    places: int
    closed: Mapping[str, Slots] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A meeting for an offer that has a slot already, and a table where one is named."""

    offer_id: str
    organisation: str
    table_id: str | None
    slot: int


@dataclass(frozen=True)
class Desks:
    all: tuple[Desk, ...]
    of_offer: Mapping[str, int]
    real: Mapping[str, Table]
    """By the name a table has at a desk, the table."""

    @property
    def closed(self) -> dict[str, Slots]:
        return {table_id: slots for desk in self.all for table_id, slots in desk.closed.items()}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """A name for each desk: its organisation's, where it is the only one."""
        alone = Counter(desk.organisation for desk in self.all)
        return tuple(
            desk.organisation if alone[desk.organisation] == 1 else f"{desk.organisation}#{number}"
            for number, desk in enumerate(self.all)
        )

    def has_place(self, offer: Offer) -> bool:
        return offer.id in self.of_offer and self.all[self.of_offer[offer.id]].places > 0

    def at(self, offer_id: str, organisation: str) -> int | None:
        """The desk an offer is received at; one that is open no more, at its organisation's first."""
        if offer_id in self.of_offer:
            return self.of_offer[offer_id]
        return next((number for number, desk in enumerate(self.all) if desk.organisation == organisation), None)

    def name_at(self, desk: int, table_id: str | None) -> str | None:
        """What the desk calls a table; a table that is none of its organisation's keeps its name."""
        names = (name.id for name in self.all[desk].tables if self.real[name.id].id == table_id)
        return next(names, table_id)

    def closed_besides(self, closed: Mapping[str, Slots]) -> dict[str, Slots]:
        """Slots by table as the desks call it: those of other desks, and those in which the table itself is closed."""
        both = {name: self.closed.get(name, NEVER) | closed.get(table.id, NEVER) for name, table in self.real.items()}
        return {name: slots for name, slots in both.items() if slots}

    def granting(self, claims: Iterable[Claim]) -> "Desks":
        """The same, but that what stands keeps its table: no other desk has that in the slot, whatever was dealt."""
        closed = {name: set(self.closed.get(name, NEVER)) for name in self.real}
        twins: dict[str, list[str]] = defaultdict(list)
        for name, table in self.real.items():
            twins[table.id].append(name)
        for claim in claims:
            desk = self.at(claim.offer_id, claim.organisation)
            own = [] if desk is None else [name.id for name in self.all[desk].tables]
            if claim.table_id is not None:
                own = [name for name in own if self.real[name].id == claim.table_id]
            if own:
                granted = next((name for name in own if claim.slot not in closed[name]), own[0])
                for twin in twins[self.real[granted].id]:
                    closed[twin].add(claim.slot)
                closed[granted].discard(claim.slot)
        desks = (
            replace(desk, closed={name.id: frozenset(closed[name.id]) for name in desk.tables if closed[name.id]})
            for desk in self.all
        )
        return replace(self, all=tuple(desks))


def desks_of(
    offers: Sequence[Offer], tables: Mapping[str, tuple[Table, ...]], slots: int, open_slots: OpenSlots
) -> Desks:
    """The desks of all organisations that have tables, in the order of the organisations."""
    desks: list[Desk] = []
    of_offer: dict[str, int] = {}
    real: dict[str, Table] = {}
    sharing: dict[str, dict[Hashable, list[Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in offers:
        sharing[offer.organisation_id][_said(offer, open_slots)].append(offer)
    for organisation, own in tables.items():
        groups = list(sharing[organisation].values()) or [[]]
        is_shared = any(_says_something(offer) for group in groups for offer in group)
        taken = _dealt(groups, len(own), slots, open_slots) if is_shared else [[set(range(len(own)))] * slots]
        for group, hours in zip(groups, taken, strict=True):
            named = [replace(table, id=f"{table.id}#{len(desks)}") if is_shared else table for table in own]
            real.update({name.id: table for name, table in zip(named, own, strict=True)})
            closed = {
                name.id: frozenset(slot for slot, places in enumerate(hours) if place not in places)
                for place, name in enumerate(named)
            }
            of_offer.update({offer.id: len(desks) for offer in group})
            places = sum(len(places) for places in hours)
            desks.append(Desk(organisation, tuple(named), places, {id: never for id, never in closed.items() if never}))
    return Desks(tuple(desks), of_offer, real)


def _says_something(offer: Offer) -> bool:
    return offer.most_at_once is not None or offer.hours is not None


def _said(offer: Offer, open_slots: OpenSlots) -> Hashable:
    """Offers with a count of their own are never one desk: each counts for itself."""
    is_counted = offer.tables is not None or (offer.recruiters is not None and not offer.recruiter_codes)
    hours = tuple(open_slots[offer.id]) if offer.id in open_slots else None
    return frozenset(offer.recruiter_codes), hours, offer.id if is_counted else None


def _dealt(groups: Sequence[Sequence[Offer]], tables: int, slots: int, open_slots: OpenSlots) -> list[list[set[int]]]:
    """By desk and slot, which of the organisation's tables are the desk's."""
    hours = [set(open_slots.get(group[0].id, range(slots))) for group in groups]
    dealt: list[list[set[int]]] = [[] for _ in groups]
    for slot in range(slots):
        open_now = [place for place, own in enumerate(hours) if slot in own]
        most = _most_each(groups, open_now, slot, tables)
        turn = slot % len(open_now) if open_now else 0
        counts = _round(open_now[turn:] + open_now[:turn], most, tables)
        first = 0
        for place in range(len(groups)):
            dealt[place].append(set(range(first, first + counts[place])))
            first += counts[place]
    return dealt


def _most_each(groups: Sequence[Sequence[Offer]], open_now: Sequence[int], slot: int, tables: int) -> dict[int, int]:
    """How many meetings each open desk could hold in a slot if tables did not matter."""
    sitting: dict[int, int] = defaultdict(int)
    for code in sorted({code for place in open_now for code in groups[place][0].recruiter_codes}):
        naming = [place for place in open_now if code in groups[place][0].recruiter_codes]
        sitting[naming[slot % len(naming)]] += 1
    most = {}
    for place in open_now:
        offer = groups[place][0]
        stated = tables if offer.most_at_once is None else offer.most_at_once
        most[place] = min(stated, sitting[place]) if offer.recruiter_codes else stated
    return most


def _round(order: Sequence[int], most: Mapping[int, int], tables: int) -> dict[int, int]:
    """Tables go round in this order, one at a time."""
    counts: dict[int, int] = defaultdict(int)
    left = tables
    while left and (wanting := [place for place in order if counts[place] < most[place]]):
        for place in wanting[:left]:
            counts[place] += 1
        left -= min(left, len(wanting))
    return counts
