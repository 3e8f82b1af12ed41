"""Desks: how the offers of an organisation share its tables, where they say who receives, at how many tables and when.

Offers that say the same, or nothing, share a desk. In each slot the tables go round the desks that are open then, one
by one, until no desk can use another or none is left; who begins changes from slot to slot. A recruiter whom several
desks name sits at one of them, in turn. So a desk never holds more meetings than it has recruiters and tables, and no
recruiter is in two places, whatever is seated within it.

A meeting that has its slot already comes before all turns: its desk has its table then, and one of its recruiters. Of
several that cannot all be received in a slot the first stand; for the others their desk has no table then.

What a turn gives to a desk that then has nobody to meet is lost to the others: dealing does not look at candidates.
Organisations none of whose offers says anything have one desk with all their tables, and lose nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

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
    """A meeting for an offer that has a slot already, and a table where one is named; what `stays` nobody moves."""

    candidate_id: str
    offer_id: str
    organisation: str
    table_id: str | None
    slot: int
    stays: bool = False


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


def desks_of(
    offers: Sequence[Offer],
    tables: Mapping[str, tuple[Table, ...]],
    slots: int,
    open_slots: OpenSlots,
    claims: Iterable[Claim] = (),
) -> Desks:
    """The desks of all organisations that have tables, in the order of the organisations; claims, the first before
    the others."""
    desks: list[Desk] = []
    of_offer: dict[str, int] = {}
    real: dict[str, Table] = {}
    sharing: dict[str, dict[Hashable, list[Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in offers:
        sharing[offer.organisation_id][_said(offer, open_slots)].append(offer)
    claimed: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        claimed[claim.organisation].append(claim)
    for organisation, own in tables.items():
        groups = list(sharing[organisation].values()) or [[]]
        is_shared = any(_says_something(offer) for group in groups for offer in group)
        everywhere = [set(range(len(own)))] * slots
        taken = _dealt(groups, own, slots, open_slots, claimed[organisation]) if is_shared else [everywhere]
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


def can_be_received(offers: Sequence[Offer]) -> bool:
    """Whether an organisation can hold a meeting for each of these in one slot, if it has tables: one offer never has
    more than it says, and each whose recruiters are named has one of them to itself."""
    counts = Counter(offer.id for offer in offers)
    if any(offer.most_at_once is not None and counts[offer.id] > offer.most_at_once for offer in offers):
        return False
    naming = [offer.recruiter_codes for offer in offers if offer.recruiter_codes]
    return len(_sent_to_what_stands(naming, dict.fromkeys(range(len(naming)), 1))) == len(naming)


def _says_something(offer: Offer) -> bool:
    return offer.most_at_once is not None or offer.hours is not None


def _said(offer: Offer, open_slots: OpenSlots) -> Hashable:
    """Offers with a count of their own are never one desk: each counts for itself."""
    is_counted = offer.tables is not None or (offer.recruiters is not None and not offer.recruiter_codes)
    hours = tuple(open_slots[offer.id]) if offer.id in open_slots else None
    return frozenset(offer.recruiter_codes), hours, offer.id if is_counted else None


def _dealt(
    groups: Sequence[Sequence[Offer]],
    tables: Sequence[Table],
    slots: int,
    open_slots: OpenSlots,
    claims: Sequence[Claim],
) -> list[list[set[int]]]:
    """By desk and slot, which of the organisation's tables are the desk's."""
    hours = [set(open_slots.get(group[0].id, range(slots))) for group in groups]
    desk_of = {offer.id: desk for desk, group in enumerate(groups) for offer in group}
    table_of = {table.id: place for place, table in enumerate(tables)}
    standing: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    met: dict[int, list[Offer]] = defaultdict(list)
    for claim in sorted(claims, key=lambda one: (not one.stays, one.table_id not in (None, *table_of))):
        desk = desk_of.get(claim.offer_id, 0)  # one that is open no more is received at the first, as by `Desks.at`
        then = [*met[claim.slot], groups[desk][0]]
        if claim.stays or (len(then) <= len(tables) and can_be_received(then)):
            standing[claim.slot].append((desk, table_of.get(claim.table_id or "")))
            met[claim.slot] = then
    dealt: list[list[set[int]]] = [[] for _ in groups]
    for slot in range(slots):
        needed = Counter(desk for desk, _ in standing[slot])
        open_now = [desk for desk, own in enumerate(hours) if slot in own]
        most = _most_each(groups, open_now, needed, slot, len(tables))
        turn = slot % len(open_now) if open_now else 0
        counts = _round(open_now[turn:] + open_now[:turn], most, needed, len(tables))
        held = {place: desk for desk, place in reversed(standing[slot]) if place is not None}
        for desk, own in enumerate(_placed(held, [counts[desk] for desk in range(len(groups))], len(tables))):
            dealt[desk].append(own)
    return dealt


def _most_each(
    groups: Sequence[Sequence[Offer]], open_now: Sequence[int], needed: Mapping[int, int], slot: int, tables: int
) -> dict[int, int]:
    """How many meetings each open desk could hold in a slot if tables did not matter."""
    codes = [group[0].recruiter_codes if group else () for group in groups]
    at = _sent_to_what_stands(codes, needed)
    for code in sorted({code for desk in open_now for code in codes[desk]} - at.keys()):
        naming = [desk for desk in open_now if code in codes[desk]]
        at[code] = naming[slot % len(naming)]
    sitting = Counter(at.values())
    most = {}
    for desk in open_now:
        offer = groups[desk][0]
        stated = tables if offer.most_at_once is None else offer.most_at_once
        most[desk] = min(stated, sitting[desk]) if codes[desk] else stated
    return most


def _sent_to_what_stands(codes: Sequence[Sequence[str]], needed: Mapping[int, int]) -> dict[str, int]:
    """The desk of each recruiter who must be there for as many as possible of the meetings that have this slot.

    A maximum matching by augmenting paths: H. W. Kuhn, "The Hungarian method for the assignment problem", Naval
    Research Logistics Quarterly 2 (1955), without weights.
    """
    at: dict[str, int] = {}

    def sits(desk: int, tried: set[str]) -> bool:
        for code in codes[desk]:
            if code not in tried:
                tried.add(code)
                if code not in at or sits(at[code], tried):
                    at[code] = desk
                    return True
        return False

    for desk, count in needed.items():
        for _ in range(count):
            sits(desk, set())
    return at


def _round(order: Sequence[int], most: Mapping[int, int], needed: Mapping[int, int], tables: int) -> Counter[int]:
    """After what is needed, tables go round in this order, one at a time."""
    counts = Counter(needed)
    left = tables - counts.total()
    while left > 0 and (wanting := [desk for desk in order if counts[desk] < most[desk]]):
        for desk in wanting[:left]:
            counts[desk] += 1
        left -= min(left, len(wanting))
    return counts


def _placed(held: Mapping[int, int], counts: Sequence[int], tables: int) -> Iterator[set[int]]:
    """By desk its tables: those held, and of the others as they stand side by side."""
    others = (place for place in range(tables) if place not in held)
    for desk, count in enumerate(counts):
        own = {place for place, holder in held.items() if holder == desk}
        own.update(islice(others, count - len(own)))
        yield own
