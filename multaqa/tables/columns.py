"""What a table may hold: its columns, their cells, and how a wrong one is named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from multaqa.errors import Invalid

Fault = dict[str, Any]
MOST_LINES = 50_000
MOST_FAULTS = 100
FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
QUOTED = re.compile(r"'[\s']*[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute this text instead of showing it."""
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


@dataclass(frozen=True)
class Column:
    """A column by its machine name; `labels` are other headings it is known by, compared without case.

    A cell that begins like a formula is refused unless all of it has the `form` (a telephone number, a number).
    """

    name: str
    labels: tuple[str, ...] = ()
    required: bool = False
    most: int = 500
    form: re.Pattern[str] | None = None

    def faults(self, cell: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """What is wrong with a cell: code, sentence, facts."""
        if cell is None:
            if self.required:
                yield "table.cell_missing", "This cell must not be empty.", {}
        elif len(cell) > self.most:
            yield "table.cell_too_long", f"This cell has more than {self.most} characters.", {"most": self.most}
        elif CONTROL.search(cell):
            yield "table.control_character", "This cell holds a control character.", {}
        elif is_formula(cell) and not (self.form and self.form.fullmatch(cell)):
            yield "table.formula", "A text that begins like a formula (= + - @) is not taken.", {}


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of table, and how many lines it may have below its headings."""

    columns: tuple[Column, ...]
    most_lines: int = MOST_LINES

    def named(self, heading: str) -> Column | None:
        return self._by_heading.get(_folded(heading))

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def _by_heading(self) -> dict[str, Column]:
        return {_folded(name): column for column in self.columns for name in (column.name, *column.labels)}

    def under(self, headings: Sequence[str | None], line: int) -> list[Column | None]:
        """The column of each heading; Invalid names each that is unknown, repeated or missing."""
        known = self._by_heading
        found = [known.get(_folded(heading)) if heading else None for heading in headings]
        faults = [*_unknown(headings, found, line), *_repeated(found, line), *self._missing(found, line)]
        if faults:
            raise refusal(faults)
        return found

    def _missing(self, found: Sequence[Column | None], line: int) -> Iterator[Fault]:
        for column in self.columns:
            if column.required and column not in found:
                yield fault(line, column.name, "table.column_missing", f"There is no column {column.name}.")


def _unknown(headings: Sequence[str | None], found: Sequence[Column | None], line: int) -> Iterator[Fault]:
    for heading, column in zip(headings, found, strict=True):
        if heading and column is None:
            yield fault(line, heading[:60], "table.column_unknown", f"This table has no column {heading[:60]}.")


def _repeated(found: Sequence[Column | None], line: int) -> Iterator[Fault]:
    named = [column.name for column in found if column]
    for name in sorted({name for name in named if named.count(name) > 1}):
        yield fault(line, name, "table.column_repeated", f"The column {name} is there twice.")


@dataclass(frozen=True)
class Line:
    """A line of the file by its number there; an empty cell is None, a column the file lacks is not in `cells`."""

    number: int
    cells: dict[str, str | None]


@dataclass
class Table:
    """What was read: the lines without a fault, and every fault of the others."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        return set(self.lines[0].cells) if self.lines else set()


def fault(line: int, column: str, code: str, text: str, **facts: Any) -> Fault:
    """A wrong cell, named by its line in the file and its column."""
    name = column.replace("~", "~0").replace("/", "~1")
    return {"pointer": f"/lines/{line}/{name}", "code": code, "text": text,
            "facts": {"line": line, "column": column, **facts}}  # fmt: skip


def faults_of(refused: Invalid) -> list[Fault]:
    """What is wrong with a table that was refused: its cells, or the table as a whole."""
    facts = {name: fact for name, fact in refused.facts.items() if name != "errors"}
    whole = {"pointer": "", "code": refused.code, "text": refused.text, "facts": facts}
    return refused.errors or [whole]


def refusal(faults: Sequence[Fault]) -> Invalid:
    """The refusal of a whole table: how many cells are wrong, and the first of them."""
    text = f"{len(faults)} cells of the table are wrong; nothing was changed."
    return Invalid("table.invalid", text, errors=list(faults[:MOST_FAULTS]), count=len(faults))


def _folded(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())
