"""What narrows a timetable beside the walk: who is away when, which tables are closed, and what a human has fixed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from services.matching.domain.board import Hours, mask_of

Slots = frozenset[int]
Near = Sequence[Sequence[int]]
NEVER: Slots = frozenset()


@dataclass(frozen=True)
class Table:
    id: str
    label: str


Tables = Sequence[Sequence[Table]]
"""By organisation."""


@dataclass(frozen=True)
class Kept:
    """A meeting that must be held, under the names of a forum: at a slot and a table where they are stated."""

    candidate_id: str
    offer_id: str
    slot: int | None = None
    table_id: str | None = None


@dataclass(frozen=True)
class Pin:
    """A meeting that a human fixed at a slot, and at a table where they named one."""

    candidate: int
    organisation: int
    slot: int
    table_id: str | None = None


@dataclass(frozen=True)
class Limits:
    """`away` are slots by candidate, `closed` slots by table."""

    away: Mapping[int, Slots] = field(default_factory=dict)
    closed: Mapping[str, Slots] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()

    @property
    def are_none(self) -> bool:
        return not (self.away or self.closed or self.pins)

    def open_tables(self, tables: Sequence[Table], slot: int) -> list[Table]:
        return [table for table in tables if slot not in self.closed.get(table.id, NEVER)]

    def hours(self, near: Near, tables: Tables, candidates: int) -> Hours:
        everywhere = mask_of(iter(range(len(near))))
        return Hours(
            near=[mask_of(iter(others)) for others in near],
            places=[[len(self.open_tables(own, slot)) for slot in range(len(near))] for own in tables],
            free=[everywhere & ~mask_of(iter(self.away.get(candidate, NEVER))) for candidate in range(candidates)],
        )

    def contradictions(self, near: Near, tables: Tables) -> Iterator[tuple[Pin, ...]]:
        """Pins that cannot hold: one alone, two that exclude each other, or more than an organisation has tables."""
        for pin in self.pins:
            if not self._holds(pin, near, tables):
                yield (pin,)
        for one, other in combinations(self.pins, 2):
            if _exclude_each_other(one, other, near):
                yield one, other
        crowds: dict[tuple[int, int], list[Pin]] = defaultdict(list)
        for pin in self.pins:
            crowds[pin.organisation, pin.slot].append(pin)
        for (organisation, slot), pins in crowds.items():
            if len(pins) > max(1, len(self.open_tables(tables[organisation], slot))):
                yield tuple(pins)

    def that_hold(self, near: Near, tables: Tables) -> "Limits":
        """With those of the pins only that can all hold, the earlier before the later."""
        held = replace(self, pins=())
        for pin in self.pins:
            more = replace(self, pins=(*held.pins, pin))
            if not any(more.contradictions(near, tables)):
                held = more
        return held

    def _holds(self, pin: Pin, near: Near, tables: Tables) -> bool:
        if not 0 <= pin.slot < len(near) or pin.slot in self.away.get(pin.candidate, NEVER):
            return False
        return any(pin.table_id in (None, table.id) for table in self.open_tables(tables[pin.organisation], pin.slot))


def _exclude_each_other(one: Pin, other: Pin, near: Near) -> bool:
    if one.candidate == other.candidate and 0 <= one.slot < len(near) and other.slot in near[one.slot]:
        return True
    return one.slot == other.slot and one.table_id is not None and one.table_id == other.table_id
