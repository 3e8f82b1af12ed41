"""The agendas of a whole edition on paper: asked for once, and made file by file."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import NotFound, Refused

PER_FILE = 100
"""Sheets of one file: more would take longer than due work may."""


@dataclass
class AgendaPrint:
    """printing -> ready. `files` show each sheet as it stood when the file was made."""

    id: str
    edition_id: str
    by: str
    language: str
    sheets: int
    asked_at: datetime
    files: list[str] = field(default_factory=list)
    version: int = 0

    @classmethod
    def asked(cls, id: str, edition_id: str, by: str, language: str, sheets: int, at: datetime) -> "AgendaPrint":
        if not sheets:
            raise Refused("agenda.empty", "There is no interview to print.", edition_id=edition_id)
        return cls(id, edition_id, by, language, sheets, at)

    @property
    def is_done(self) -> bool:
        return len(self.files) * PER_FILE >= self.sheets

    @property
    def next_sheets(self) -> slice:
        begin = len(self.files) * PER_FILE
        return slice(begin, begin + PER_FILE)

    def add(self, file_id: str) -> None:
        self.files = [*self.files, file_id]

    def file(self, number: int) -> str:
        """Files are numbered from 1."""
        if not 1 <= number <= len(self.files):
            text = "This file does not exist, or is not printed yet."
            raise NotFound("agenda_print.no_file", text, id=self.id, files=len(self.files))
        return self.files[number - 1]

    def facts(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("id", "edition_id", "by", "language", "sheets")}
        state = "ready" if self.is_done else "printing"
        return {**told, "state": state, "files": len(self.files), "asked_at": self.asked_at.isoformat()}
