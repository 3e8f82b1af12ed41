"""CSV as people have it: what Excel writes in Morocco and what everything else writes."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from multaqa.errors import Invalid
from multaqa.tables.columns import QUOTED, Columns, is_formula

SEPARATORS = ";,\t"
BYTE_ORDER_MARK = "\ufeff"


def csv_rows(content: bytes, columns: Columns) -> Iterator[tuple[int, list[str | None]]]:
    """Each row with the number of the line it begins on; Invalid where the file is no CSV."""
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, columns), strict=True)
    begins = 1
    try:
        for row in reader:
            yield begins, list(row)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(
            "table.malformed_csv", f"The file is no CSV from line {begins} on: {error}.", line=begins
        ) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid("table.not_utf8", f"Line {line} is not UTF-8: save the file as UTF-8.", line=line) from None


def _separator(text: str, columns: Columns) -> str:
    """The separator under which most headings are known."""
    first = text.lstrip().partition("\n")[0].strip()
    return max(SEPARATORS, key=lambda one: sum(columns.named(cell.strip('"')) is not None for cell in first.split(one)))


def write_csv(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A CSV that Excel opens as it is: UTF-8 with its mark, semicolons, CRLF; what reads it gets the same cells."""
    file = io.StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns.names)
    writer.writerows([safe(row.get(name)) for name in columns.names] for row in rows)
    return file.getvalue().encode()


def safe(value: Any) -> str:
    """A text a spreadsheet would compute gets an apostrophe before it, which reading takes away again."""
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) or QUOTED.match(text) else text
