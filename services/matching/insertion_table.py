"""Insertion as a table: a line for each edition, and for each sector, institute and organisation of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from multaqa.small_counts import SMALLEST
from multaqa.tables import Column, Columns, written_table
from services.matching.domain.hiring import MILESTONES
from services.matching.domain.insertion import ANSWERS, BREAKDOWNS, COUNTS

ASKED = ("asked", *ANSWERS, "response_rate")
COLUMNS = Columns(
    tuple(
        Column(name)
        for name in (
            "edition_id", "edition", "by", "group", "fr", "ar", *COUNTS, "rate",
            *(f"{name}_{months}" for months in MILESTONES for name in ASKED),
        )
    )
)  # fmt: skip
Names = Mapping[str, Mapping[str, str]]


def insertion_table(editions: Sequence[Mapping[str, Any]], names: Names, format: str) -> tuple[bytes, str]:
    """The bytes and their media type; a hidden count says so. It runs in another process."""
    return written_table(COLUMNS, [line for figures in editions for line in _lines(figures, names)], format)


def _lines(figures: Mapping[str, Any], names: Names) -> Iterator[dict[str, Any]]:
    edition = {"edition_id": figures["edition_id"], "edition": figures["number"]}
    yield {**edition, **_line(figures), "by": "edition", "group": None, "fr": None, "ar": None}
    for breakdown, name in BREAKDOWNS.items():
        for own in figures[breakdown]:
            called = names.get(own[name] or "", {})
            named = {"by": breakdown.removeprefix("by_"), "group": own[name]}
            yield {**edition, **_line(own), **named, "fr": called.get("fr"), "ar": called.get("ar")}


def _line(figures: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: _told(figures[name]) for name in COUNTS}
    asked = {
        f"{name}_{milestone['months']}": milestone[name] if name == "response_rate" else _told(milestone[name])
        for milestone in figures["milestones"]
        for name in ASKED
    }
    return {**counts, **asked, "rate": figures["rate"]}


def _told(count: int | None) -> int | str:
    return f"<{SMALLEST}" if count is None else count
