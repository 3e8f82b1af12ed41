"""What humans rule about an edition's interviews: pins, meetings forbidden, who is absent, stands that open late."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused


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


def refuse_contradictions(groups: list[list[PinnedMeeting]]) -> None:
    """Pins that cannot all hold are named, group by group."""
    if groups:
        named = [[pin.facts() for pin in group] for group in groups]
        raise Refused("pins.contradict", "These pins cannot all hold.", contradictions=named)


def _told(ruling: Any) -> dict[str, Any]:
    facts = asdict(ruling)
    del facts["version"]
    return facts | {name: own.isoformat() for name, own in facts.items() if isinstance(own, datetime)}
