"""What humans rule about an edition's interviews: pins, meetings forbidden, who is absent, stands that open late."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.matching.domain.desks import can_be_received
from services.matching.domain.grid import SlotGrid
from services.matching.domain.limits import Limits, Pin, Slots, Table
from services.matching.domain.offer import Offer

NO_SLOT = -1
"""Where a pin stands whose hour is not one of the grid's."""


@dataclass
class PinnedMeeting:
    """A meeting that a human wants held: at `starts_at`, and at `table_id` where one is named.

    Without a start it comes before everything that was computed, wherever there is a slot for it.
    """

    id: str
    edition_id: str
    candidate_id: str
    organisation_id: str
    offer_id: str
    starts_at: datetime | None
    table_id: str | None
    pinned_at: datetime
    pinned_by: str
    version: int = 0

    @property
    def place(self) -> tuple[str, str, datetime | None]:
        return self.candidate_id, self.organisation_id, self.starts_at

    def facts(self) -> dict[str, Any]:
        return _told(self)


@dataclass
class ForbiddenMeeting:
    id: str
    edition_id: str
    candidate_id: str
    organisation_id: str
    forbidden_at: datetime
    forbidden_by: str
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return _told(self)


@dataclass
class Absence:
    """A candidate is not there; it ends when somebody says so, or with a check-in."""

    id: str
    edition_id: str
    candidate_id: str
    since: datetime
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return _told(self)


@dataclass
class LateOpening:
    """An organisation's tables are closed until then; a second word of it replaces the first."""

    id: str
    edition_id: str
    organisation_id: str
    until: datetime
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return _told(self)


def contradictions(
    pins: Sequence[PinnedMeeting],
    grid: SlotGrid,
    tables: Mapping[str, Sequence[Table]],
    closed: Mapping[str, Slots],
    offers: Mapping[str, Offer],
) -> list[list[PinnedMeeting]]:
    """Groups of pins that cannot all hold on this grid: pins that state no hour always can. `offers` by their id."""
    stated = [pin for pin in pins if pin.starts_at is not None]
    candidates = list(dict.fromkeys(pin.candidate_id for pin in stated))
    organisations = list(dict.fromkeys(pin.organisation_id for pin in stated))
    named = {
        Pin(
            candidates.index(pin.candidate_id), organisations.index(pin.organisation_id),
            grid.slot_at.get(pin.starts_at, NO_SLOT), pin.table_id,
        ): pin
        for pin in stated if pin.starts_at
    }  # fmt: skip
    limits = Limits(closed=closed, pins=tuple(named))
    groups = limits.contradictions(grid.near, [tables.get(one, ()) for one in organisations])
    return [*([named[pin] for pin in group] for group in groups), *_without_recruiter(stated, grid, offers)]


def _without_recruiter(
    pins: Sequence[PinnedMeeting], grid: SlotGrid, offers: Mapping[str, Offer]
) -> Iterator[list[PinnedMeeting]]:
    """Those out of their offer's hours, and the fewest of one hour whom their offers cannot receive at once."""
    together: dict[tuple[str, datetime | None], list[PinnedMeeting]] = defaultdict(list)
    for pin in pins:
        hours, slot = offers[pin.offer_id].hours, grid.slot_at.get(pin.starts_at) if pin.starts_at else None
        if hours and slot is not None and slot not in grid.within(hours):
            yield [pin]
        together[pin.organisation_id, pin.starts_at].append(pin)
    for left in together.values():
        while not _can_be_received(left, offers):
            fewest = list(left)
            for pin in left:
                fewer = [other for other in fewest if other is not pin]
                fewest = fewest if _can_be_received(fewer, offers) else fewer
            yield fewest
            left.remove(fewest[-1])


def _can_be_received(pins: Sequence[PinnedMeeting], offers: Mapping[str, Offer]) -> bool:
    return can_be_received([offers[pin.offer_id] for pin in pins])


def refuse(groups: Sequence[Sequence[PinnedMeeting]]) -> None:
    """Pins that cannot all hold are named, group by group."""
    if groups:
        named = [[pin.facts() for pin in group] for group in groups]
        raise Refused("pin.contradictory", "These pins cannot all hold.", contradictions=named)


def _told(ruling: Any) -> dict[str, Any]:
    facts = asdict(ruling)
    del facts["version"]
    return facts | {name: own.isoformat() for name, own in facts.items() if isinstance(own, datetime)}
