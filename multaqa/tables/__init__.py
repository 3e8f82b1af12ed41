"""Tables that people make and open in a spreadsheet: CSV and XLSX, in and out.

`read_table` refuses a file with every wrong cell at once, each by line and column; `inspect_table` tells the same
without refusing, for a preview. Nothing a spreadsheet would take for a formula goes in or out as one.
"""

from multaqa.tables.columns import Column, Columns, Fault, Line, Table, fault, faults_of, refusal
from multaqa.tables.csv_file import write_csv
from multaqa.tables.reading import inspect_table, read_table
from multaqa.tables.writing import written_table

__all__ = [
    "Column",
    "Columns",
    "Fault",
    "Line",
    "Table",
    "fault",
    "faults_of",
    "inspect_table",
    "read_table",
    "refusal",
    "write_csv",
    "written_table",
]
