"""A contest with all that was given in it: what a ranking is reckoned from, and what minutes hold."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.events.domain.contest.contest import Contest
from services.events.domain.contest.deliberation import DeliberationItem
from services.events.domain.contest.entry import Entry
from services.events.domain.contest.juror import NO_CONFLICT, Juror
from services.events.domain.contest.sheet import Sheet


@dataclass(frozen=True)
class Picture:
    """`entries` are those that stand; `jurors` include those who left."""

    contest: Contest
    entries: Sequence[Entry]
    jurors: Sequence[Juror]
    sheets: Sequence[Sheet]
    items: Sequence[DeliberationItem]

    @property
    def counted(self) -> list[Sheet]:
        """Complete sheets of entries that stand, by whoever still has them: one who left, too, none with a conflict."""
        judged = {(juror.id, entry_id) for juror in self.jurors for entry_id in juror.order}
        standing = {entry.id for entry in self.entries}
        return [
            sheet
            for sheet in self.sheets
            if (sheet.juror_id, sheet.entry_id) in judged
            and sheet.entry_id in standing
            and sheet.is_complete(self.contest.rubric)
        ]

    @property
    def panel(self) -> list[Juror]:
        """Who signs: the jurors who stayed."""
        return [juror for juror in self.jurors if juror.is_active]

    def require_freezable(self) -> None:
        self.contest.require("deliberating")
        if open_items := [item.id for item in self.items if item.is_open]:
            text = "Some items of deliberation are still open."
            raise Refused("contest.deliberation_open", text, count=len(open_items), items=open_items)

    def for_reckoning(self) -> tuple[Any, ...]:
        """The arguments of `reckoned`: plain values that travel to another process."""
        counted, contest = self.counted, self.contest
        points = {(sheet.juror_id, sheet.entry_id): sheet.points for sheet in counted}
        orders = {juror.id: list(juror.order) for juror in self.jurors}
        wanted = min(contest.per_entry, len(self.jurors))
        having = [sum(sheet.entry_id == entry.id for sheet in counted) for entry in self.entries]
        missing = sum(max(0, wanted - count) for count in having)
        return points, contest.rubric.weights, contest.method, contest.seed or contest.id, orders, missing


def minutes_document(
    picture: Picture, number: int, results: dict[str, Any], supersedes: str | None, at: datetime
) -> dict[str, Any]:
    """What is frozen: no name of a person, so that it and its digest outlive whoever asks to be forgotten."""
    contest = picture.contest
    return {
        "contest_id": contest.id,
        "edition_id": contest.edition_id,
        "title": asdict(contest.title),
        "number": number,
        "supersedes": supersedes,
        "reopened_because": contest.reopened_because,
        "frozen_at": at.isoformat(),
        "rubric": contest.rubric.facts(),
        "seed": contest.seed,
        "entries": [_entry(entry) for entry in picture.entries],
        "jury": [_juror(juror) for juror in picture.jurors],
        "scores": [_sheet(sheet) for sheet in picture.counted],
        "deliberation": [item.facts() for item in picture.items],
        "results": results,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"entry_id": entry.id, "title": asdict(entry.title), "institute_id": entry.institute_id}


def _juror(juror: Juror) -> dict[str, Any]:
    conflicts = {id: one.kind for id, one in sorted(juror.declarations.items()) if one.kind != NO_CONFLICT}
    return {
        "juror_id": juror.id,
        "organisation_id": juror.organisation_id,
        "chair": juror.chair,
        "left": not juror.is_active,
        "conflicts": [{"entry_id": id, "kind": kind} for id, kind in conflicts.items()],
        "order": list(juror.order),
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    changes = [change.facts() for change in sheet.changes]
    return {"juror_id": sheet.juror_id, "entry_id": sheet.entry_id, "points": sheet.points, "changes": changes}
