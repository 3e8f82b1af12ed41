"""Deliberation: jurors who differ by more than a point on a judged criterion talk about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.events.domain.contest.juror import Juror
from services.events.domain.contest.rubric import WIDE, Rubric
from services.events.domain.contest.sheet import Sheet
from services.events.domain.wording import moment

STAFF = "staff"
"""Who closed an item for which the jury has nobody; the trail names them."""


@dataclass
class DeliberationItem:
    """`given` keeps what each juror had given; what they gave afterwards stands on their sheets, with the motive."""

    id: str
    contest_id: str
    entry_id: str
    criterion: str
    given: dict[str, int]
    opened_at: datetime
    text: str | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def spread(self) -> int:
        return max(self.given.values()) - min(self.given.values())

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def require_speaker(self, juror_id: str) -> None:
        if not self.is_open:
            raise Refused("deliberation.closed", "This item is closed.", item_id=self.id)
        if juror_id not in self.given:
            raise Refused("deliberation.not_yours", "You have not scored this entry.", item_id=self.id)

    def close(self, text: str, by: str, *, closes: bool, at: datetime) -> None:
        if not closes:
            text = "The chair of the jury closes an item, or their deputy for this entry."
            raise Refused("deliberation.chair_only", text, item_id=self.id)
        self._close(text, by, at)

    def close_without_jury(self, text: str, closer: Juror | None, at: datetime) -> None:
        """By staff, and only where `closer` says that everybody of the jury who stays is bound to the entry."""
        if closer is not None:
            wrong = "The jury has somebody who closes this item: staff do not."
            raise Refused("deliberation.jury_closes", wrong, item_id=self.id, juror_id=closer.id)
        self._close(text, STAFF, at)

    def _close(self, text: str, by: str, at: datetime) -> None:
        if not self.is_open:
            raise Refused("deliberation.closed", "This item is closed.", item_id=self.id)
        self.text, self.closed_by, self.closed_at = text, by, at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "contest_id": self.contest_id,
            "entry_id": self.entry_id,
            "criterion": self.criterion,
            "given": dict(self.given),
            "spread": self.spread,
            "opened_at": self.opened_at.isoformat(),
            "text": self.text,
            "closed_by": self.closed_by,
            "closed_at": moment(self.closed_at),
        }


def differences(sheets: Collection[Sheet], rubric: Rubric) -> list[tuple[str, str, dict[str, int]]]:
    """Each (entry, judged criterion, points by juror) whose spread is above one point."""
    judged = [one.code for one in rubric.criteria if one.method == "judged"]
    given: dict[tuple[str, str], dict[str, int]] = {}
    for sheet in sheets:
        for code in judged:
            if code in sheet.points:
                given.setdefault((sheet.entry_id, code), {})[sheet.juror_id] = sheet.points[code]
    return [(entry, code, points) for (entry, code), points in sorted(given.items()) if _spread(points) > WIDE]


def _spread(points: Mapping[str, int]) -> int:
    return max(points.values()) - min(points.values())
