"""Where two people who pick their time can meet: a slot both offer, with a free table and time to walk to it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.matching.domain.grid import SlotGrid
from services.matching.domain.interview import Interview
from services.matching.domain.limits import Table

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

    At those of `away` the candidate cannot come; `booked` are the interviews of the candidate and of the organisation
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
