"""From rows to a file's bytes, the same cells whatever the file's type."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from multaqa.media_types import CSV_TYPE, XLSX_TYPE
from multaqa.tables.columns import Columns
from multaqa.tables.csv_file import safe, write_csv

FORMATS = ("csv", "xlsx")


def written_table(columns: Columns, rows: Iterable[Mapping[str, Any]], format: str) -> tuple[bytes, str]:
    """The bytes of a CSV or XLSX file and their media type; numbers stay numbers in a workbook."""
    if format == "csv":
        return write_csv(columns, rows), CSV_TYPE
    return write_xlsx(columns, rows), XLSX_TYPE


def write_xlsx(columns: Columns, rows: Iterable[Mapping[str, Any]]) -> bytes:
    from openpyxl import Workbook  # 13 MB: a room that writes no workbook does without

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in ({name: name for name in columns.names}, *rows):
        sheet.append([_cell(sheet, row.get(name)) for name in columns.names])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    """A text is kept as text, whatever it begins with; a spreadsheet computes none of it."""
    if value is None or isinstance(value, int | float):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=safe(str(value)))
    cell.data_type = "s"
    return cell
