"""A trail as JSON lines, to be kept outside and verified without the database.

A file holds trails one after the other. Each begins with a line of kind `trail` (whose it is, where it ends), then come
its checkpoints and its rows, as they were when the export began; rows not linked yet stand last.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, MultaqaError
from multaqa.store.audit.checkpoint import Anchor, Checkpoint, read_checkpoint
from multaqa.store.audit.verification import Trail
from multaqa.store.client import Document

Line = tuple[int, dict[str, Any]]


def lines_of(trail: Trail, at: datetime) -> Iterator[str]:
    """The trail as lines of a file, without their ends."""
    head = {"sequence": trail.head.sequence, "digest": trail.head.digest}
    yield _line("trail", {"tenant": trail.tenant, "room": trail.room, "head": head, "exported_at": at.isoformat()})
    for checkpoint in trail.checkpoints():
        yield _line("checkpoint", {"checkpoint": checkpoint.line})
    for row in trail.rows():
        yield _line("row", {"row": row})


def trails_in(lines: Iterable[str]) -> Iterator["WrittenTrail"]:
    """The trails of a file, to be walked one after the other; Invalid, with its number, for a line that is not one."""
    reader = _Reader(lines)
    while (begun := reader.take()) is not None:
        yield WrittenTrail(begun, reader)


class WrittenTrail:
    """One trail of a file: read to its end before the next begins."""

    def __init__(self, begun: Line, reader: "_Reader") -> None:
        self._reader = reader
        number, written = begun
        try:
            self.tenant, self.room = str(written["tenant"]), str(written["room"])
            head = written["head"]
            self.head = Anchor(
                self.tenant, self.room, int(head["sequence"]), str(head["digest"]), "the file's own head"
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _not_a_line(number) from error
        self._checkpoints = list(self._read_checkpoints())

    def checkpoints(self) -> Sequence[Checkpoint]:
        return self._checkpoints

    def rows(self) -> Iterator[Document]:
        while (line := self._reader.take("row")) is not None:
            row = line[1].get("row")
            if not isinstance(row, dict) or "_id" not in row:
                raise _not_a_line(line[0])
            yield row

    def _read_checkpoints(self) -> Iterator[Checkpoint]:
        while (line := self._reader.take("checkpoint")) is not None:
            try:
                yield read_checkpoint(str(line[1].get("checkpoint")))
            except MultaqaError as error:
                raise _not_a_line(line[0]) from error


class _Reader:
    """Gives a file's lines one by one, as long as they are of the kind that is asked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = ((number, _read(number, text)) for number, text in enumerate(lines, start=1))
        self._aside: Line | None = None

    def take(self, kind: str = "trail") -> Line | None:
        """The next line when it is of this kind, else None; where a trail must begin, another kind is Invalid."""
        line, self._aside = self._aside or next(self._lines, None), None
        if line is None or line[1].get("kind") == kind:
            return line
        if kind == "trail":
            raise _not_a_line(line[0])
        self._aside = line
        return None


def _line(kind: str, members: dict[str, Any]) -> str:
    return json.dumps({"kind": kind, **members}, ensure_ascii=False, default=str)


def _read(number: int, text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError as error:
        raise _not_a_line(number) from error
    if not isinstance(line, dict):
        raise _not_a_line(number)
    return line


def _not_a_line(number: int) -> Invalid:
    text = f"Line {number} of this file is no line of an exported audit trail."
    return Invalid("audit.unreadable_file", text, line=number)
