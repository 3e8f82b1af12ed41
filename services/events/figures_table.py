"""The funnel as a table."""

from typing import Any

from multaqa.small_counts import SMALLEST
from multaqa.tables import Column, Columns, written_table

COLUMNS = Columns(
    tuple(Column(name) for name in ("edition", "by", "group", "step", "count", "of", "denominator", "share"))
)


def figures_table(rows: list[dict[str, Any]], format: str) -> tuple[bytes, str]:
    """The bytes and their media type; a hidden count says so. It runs in another process."""
    told = [{**row, "count": f"<{SMALLEST}" if row["count"] is None else row["count"]} for row in rows]
    return written_table(COLUMNS, told, format)
