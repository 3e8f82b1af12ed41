"""The observatory as a table: a line per skill."""

from typing import Any

from multaqa.small_counts import SMALLEST
from multaqa.tables import Column, Columns, written_table

COLUMNS = Columns(
    tuple(
        Column(name)
        for name in (
            "period", "sector", "skill", "fr", "ar", "available", "coming", "awarded", "supply", "needed", "offered",
            "hired", "demand", "gap", "tension", "since", "gap_moved", "direction",
        )
    )
)  # fmt: skip
COUNTS_OF_PERSONS = ("available", "awarded", "hired")


def observatory_table(rows: list[dict[str, Any]], period: str, format: str) -> tuple[bytes, str]:
    """The bytes and their media type; a hidden count says so. It runs in another process."""
    return written_table(COLUMNS, [_line(row, period) for row in rows], format)


def _line(row: dict[str, Any], period: str) -> dict[str, Any]:
    counts = {name: f"<{SMALLEST}" if row[name] is None else row[name] for name in COUNTS_OF_PERSONS}
    label, moved = row["label"] or {}, row["trend"] or {}
    return {
        **row,
        **counts,
        "period": period,
        "fr": label.get("fr"),
        "ar": label.get("ar"),
        "coming": sum(year["people"] for year in row["coming"]),
        "since": moved.get("since"),
        "gap_moved": moved.get("gap"),
        "direction": moved.get("direction"),
    }
