"""Where two people who pick their time can meet: a slot both offer, a free table and recruiter, and time to walk."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from services.matching.domain.desks import can_be_received
from services.matching.domain.grid import SlotGrid
from services.matching.domain.interview import Interview
from services.matching.domain.limits import Table
from services.matching.domain.offer import Offer

Place = tuple[int, Table]


def first_common_place(
    grid: SlotGrid,
    tables: Sequence[Table],
    booked: Collection[Interview],
    candidate_id: str,
    offered: Collection[int],
    after: datetime,
    away: Collection[int] = (),
) -> Place | None:
    """The first slot, and a table then, of those `offered` (of all where none are named) that begin later than `after`.

    At those of `away` one of the two cannot come; `booked` are the interviews of the candidate and of the organisation
    whose tables these are.
    """
    near = grid.near
    barred = {slot for one in booked if one.candidate_id == candidate_id for slot in near[one.slot]} | set(away)
    taken = {(one.table_id, one.slot) for one in booked}
    for slot in range(grid.slots):
        if slot in barred or (offered and slot not in offered) or grid.starts(slot) <= after:
            continue
        for table in tables:
            if (table.id, slot) not in taken:
                return slot, table
    return None


def slots_nobody_receives(
    grid: SlotGrid, offer: Offer, standing: Collection[Interview], offers: Mapping[str, Offer]
) -> set[int]:
    """Those out of the offer's hours, and those in which whoever receives for it meets somebody else.

    `standing` are the interviews of its organisation, `offers` by id those that they are for.
    """
    met: dict[int, list[Offer]] = defaultdict(list)
    for one in standing:
        met[one.slot].append(offers[one.offer_id])
    hours = set(grid.within(offer.hours) if offer.hours else range(grid.slots))
    return {slot for slot in range(grid.slots) if slot not in hours or not can_be_received([*met[slot], offer])}
