"""XLSX, read as what it is: an archive from a stranger.

A ZIP says how large each part becomes and its reader stops there, so the declared sizes bound the work. No part of a
workbook has a document type; one that has could grow without bound, or read our files, while it is parsed.
"""

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile, ZipFile

from multaqa.errors import Invalid

MOST_UNPACKED = 100 << 20
MOST_PARTS = 500
MOST_COLUMNS = 100
PIECE = 1 << 20
DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ZEROS = re.compile(r"0+")
MALFORMED = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError,
    NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, zlib.error,
)  # fmt: skip
"""What openpyxl and the libraries below it raise when a file lies about itself; it checks nothing beforehand."""


def xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str | None]]]:
    """Each row of the first sheet with its number, its cells as text; Invalid where the file is no workbook."""
    try:
        _check(content)
        yield from _sheet(content)
    except MALFORMED as error:
        raise Invalid("table.malformed_xlsx", "The file is not a readable XLSX workbook.") from error


def _check(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            text = f"The workbook unpacks to more than {MOST_UNPACKED} bytes."
            raise Invalid("table.unpacks_too_large", text, most=MOST_UNPACKED)
        for part in parts:
            with archive.open(part) as unpacked:
                _check_part(unpacked)


def _check_part(part: Any) -> None:
    end = b""
    while piece := part.read(PIECE):
        if DOCUMENT_TYPE.search(end + piece) or (not end and piece[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise BadZipFile("a part has a document type, or is no UTF-8")
        end = piece[-16:]


def _sheet(content: bytes) -> Iterator[tuple[int, list[str | None]]]:
    from openpyxl import load_workbook  # 13 MB: a room that reads no workbook does without

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it leaves out; nobody can act on it
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            yield number, [_text(cell) for cell in cells]
    finally:
        workbook.close()


def _text(cell: Any) -> str | None:
    """A cell as its reader sees it: a formula as its text, a whole number without a point, a day as ISO 8601."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return _number(value, cell) if isinstance(value, int | float) else str(value)


def _number(value: int | float, cell: Any) -> str:
    """A number, with the leading zeros its format shows: an ICE kept as a number begins with some."""
    whole = str(int(value)) if float(value).is_integer() else repr(value)
    return whole.zfill(len(cell.number_format)) if ZEROS.fullmatch(cell.number_format or "") else whole
