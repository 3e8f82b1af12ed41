"""From a file's bytes to lines of known columns, the same way whatever the file's type."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from multaqa.errors import Invalid
from multaqa.media_types import CSV_TYPE, XLSX_TYPE
from multaqa.tables.columns import QUOTED, Column, Columns, Fault, Line, Table, fault, refusal
from multaqa.tables.csv_file import csv_rows
from multaqa.tables.xlsx_file import xlsx_rows

Row = tuple[int, list[str | None]]
MOST_EMPTY = 10_000
"""A sheet people have used for years has some empty lines; millions of them are an attack."""


def read_table(content: bytes, media_type: str, columns: Columns) -> Table:
    """The lines of a CSV or XLSX file; Invalid names each wrong cell by line and column."""
    table = inspect_table(content, media_type, columns)
    if table.faults:
        raise refusal(table.faults)
    return table


def inspect_table(content: bytes, media_type: str, columns: Columns) -> Table:
    """The sound lines of a file and the faults of the others; Invalid where the file itself cannot be read.

    CSV is UTF-8 with or without a byte order mark, comma or semicolon; of an XLSX the first sheet is read. A line is
    named by its number in the file, headings included; empty lines are passed over.
    """
    rows = _rows(content, media_type, columns)
    number, headings = next(rows, (1, []))
    under = columns.under(headings, number)
    table = Table()
    for count, row in enumerate(rows, start=1):
        _bound(count, columns.most_lines, columns)
        _add(table, row, under)
    return table


def _bound(count: int, most: int, columns: Columns) -> None:
    if count > most:
        raise Invalid("table.too_long", f"A table has at most {columns.most_lines} lines.", most=columns.most_lines)


def _rows(content: bytes, media_type: str, columns: Columns) -> Iterator[Row]:
    if media_type == CSV_TYPE:
        rows = csv_rows(content, columns)
    elif media_type == XLSX_TYPE:
        rows = xlsx_rows(content)
    else:
        raise Invalid("table.type_unknown", f"A table is {CSV_TYPE} or {XLSX_TYPE}.", media_type=media_type)
    for count, (number, cells) in enumerate(rows, start=1):
        _bound(count, columns.most_lines + MOST_EMPTY, columns)
        trimmed = [_trimmed(cell) for cell in cells]
        if any(trimmed):
            yield number, trimmed


def _trimmed(cell: str | None) -> str | None:
    return (cell.strip() or None) if cell else None


def _add(table: Table, row: Row, under: Sequence[Column | None]) -> None:
    number, given = row
    cells, faults = {}, list(_beyond(row, under))
    for column, cell in zip_longest(under, given[: len(under)]):
        if column:
            faults += [fault(number, column.name, code, text, **facts) for code, text, facts in column.faults(cell)]
            cells[column.name] = cell[1:] if cell and QUOTED.match(cell) else cell
    if faults:
        table.faults += faults
    else:
        table.lines.append(Line(number, cells))


def _beyond(row: Row, under: Sequence[Column | None]) -> Iterator[Fault]:
    number, cells = row
    for place, cell in enumerate(cells):
        if cell and (place >= len(under) or under[place] is None):
            text = f"Cell {place + 1} of this line stands under no heading."
            yield fault(number, str(place + 1), "table.cell_without_column", text)
