"""Leads as a table: what a company takes home of those who agreed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from multaqa.tables import Column, Columns, written_table

COLUMNS = Columns(
    tuple(
        Column(name)
        for name in (
            "name_latin", "name_arabic", "category", "institute", "sector", "level", "rating", "next_step", "tags",
            "notes", "first_at", "last_at",
        )
    )
)  # fmt: skip


def lead_rows(leads: Iterable[Mapping[str, Any]], institutes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for lead in leads:
        person = lead["person"] or {}
        yield {
            **{name: lead[name] for name in ("category", "sector", "level", "rating", "next_step", "first_at")},
            **{name: person.get(name) for name in ("name_latin", "name_arabic")},
            "institute": institutes.get(lead["institute_id"] or "", lead["institute_id"]),
            "tags": ", ".join(lead["tags"]),
            "notes": " | ".join(note["text"] for note in lead["notes"]),
            "last_at": lead["recorded_at"],
        }


def lead_table(rows: list[dict[str, Any]], format: str) -> tuple[bytes, str]:
    """The bytes and their media type; it runs in another process."""
    return written_table(COLUMNS, rows, format)
