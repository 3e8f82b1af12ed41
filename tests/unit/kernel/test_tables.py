"""A table is read as its maker meant it, or refused with the line and the column of what is wrong."""

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from multaqa.errors import Invalid
from multaqa.media_types import CSV_TYPE, PDF_TYPE, XLSX_TYPE
from multaqa.tables import Column, Columns, inspect_table, read_table, write_csv

COLUMNS = Columns(
    (
        Column("name", labels=("Dénomination", "التسمية"), required=True, most=20),
        Column("ice"),
        Column("phone", form=re.compile(r"\+?[0-9 ]+")),
    ),
    most_lines=4,
)


def workbook(*rows: list, **more: Callable) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for prepare in more.values():
        prepare(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(content: bytes | str, media_type: str = CSV_TYPE) -> list[tuple]:
    content = content.encode() if isinstance(content, str) else content
    table = read_table(content, media_type, COLUMNS)
    return [(line.number, *line.cells.values()) for line in table.lines]


def faults(content: bytes | str, media_type: str = CSV_TYPE) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        cells(content, media_type)
    if refused.value.code != "table.invalid":
        return [(refused.value.code, "")]
    return [(one["pointer"], one["code"]) for one in refused.value.errors]


# what is read


@pytest.mark.parametrize(
    "text",
    [
        "name,ice\nSotherma,1\n",
        "name;ice\r\nSotherma;1\r\n",
        "name\tice\nSotherma\t1",
        "\ufeffname;ice\nSotherma;1\n",
        "\n\nDénomination;ICE\n  Sotherma ;1\n;\n",
        '"name","ice"\n"Sotherma","1"\n',
    ],
)
def test_the_same_table_however_it_was_saved(text: str):
    assert [row[1:] for row in cells(text)] == [("Sotherma", "1")]


def test_headings_are_known_in_arabic_whatever_their_case():
    assert cells("التسمية,Ice\nسوطيرما,1\n") == [(2, "سوطيرما", "1")]


def test_a_line_is_named_as_an_editor_counts_it():
    text = 'name,ice\n"Floquet\nMonopole",1\n\nNorgrains,2\n'
    assert [(row[0], row[1]) for row in cells(text)] == [(2, "Floquet\nMonopole"), (5, "Norgrains")]


def test_a_table_without_lines_is_empty():
    assert cells("name,ice\n") == []


def test_a_column_the_file_lacks_is_not_an_empty_one():
    (line,) = read_table(b"name\nSotherma\n", CSV_TYPE, COLUMNS).lines
    assert line.cells == {"name": "Sotherma"}


def test_a_workbook_is_read_as_it_is_shown():
    def shape(book: Workbook) -> None:
        book.active["B2"].number_format = "000000000000000"

    book = workbook(
        ["name", "ice", "phone"], ["Sotherma", 1523456000031, 600000000], [None], ["X", 2.5, None], shape=shape
    )
    assert cells(book, XLSX_TYPE) == [(2, "Sotherma", "001523456000031", "600000000"), (4, "X", "2.5", None)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4, 9, 30), "2026-05-04T09:30:00"),  # noqa: DTZ001 (a workbook knows no zone)
        (True, "true"),
        (-3, "-3"),
    ],
)
def test_values_of_a_workbook_become_text(value, text: str):
    assert cells(workbook(["name", "ice"], ["X", value]), XLSX_TYPE)[0][2] == text


def test_a_workbook_that_lies_about_its_size_is_read_anyway():
    content = rewritten(workbook(["name"], ["A"], ["B"]), {b'<dimension ref="A1:A3"': b'<dimension ref="A1:A1"'})
    assert [row[1] for row in cells(content, XLSX_TYPE)] == ["A", "B"]


# what is refused


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("ice\n1\n", [("/lines/1/name", "table.column_missing")]),
        ("", [("/lines/1/name", "table.column_missing")]),
        ("name,shoe size\nA,40\n", [("/lines/1/shoe size", "table.column_unknown")]),
        ("name,a/b\nA,40\n", [("/lines/1/a~1b", "table.column_unknown")]),
        ("name,ice,ICE\nA,1,2\n", [("/lines/1/ice", "table.column_repeated")]),
        ("name,Dénomination\nA,B\n", [("/lines/1/name", "table.column_repeated")]),
        ("name,ice\n,1\nB,2\n", [("/lines/2/name", "table.cell_missing")]),
        ("name,ice\nA,1,2\n", [("/lines/2/3", "table.cell_without_column")]),
        ("name,\nA,1\n", [("/lines/2/2", "table.cell_without_column")]),
        ("name,ice\n" + "x" * 21 + ",1\n", [("/lines/2/name", "table.cell_too_long")]),
        ("name,ice\nA,\x01\n", [("/lines/2/ice", "table.control_character")]),
        ("name,ice\n=1+1,@x\n", [("/lines/2/name", "table.formula"), ("/lines/2/ice", "table.formula")]),
        ("name,phone\nA,+cmd|x\n", [("/lines/2/phone", "table.formula")]),
        ("name\n-2+3\n", [("/lines/2/name", "table.formula")]),
        ("name\n＝cmd\n", [("/lines/2/name", "table.formula")]),
        ("name\n" + "A\n" * 5, [("table.too_long", "")]),
        ('name,ice\nA,"1\nB,2\n', [("table.malformed_csv", "")]),
        ('name,ice\nA,"1"x\n', [("table.malformed_csv", "")]),
        ("name,ice\nA,\x00\n", [("/lines/2/ice", "table.control_character")]),
    ],
)
def test_what_is_wrong_is_named(text: str, wrong: list[tuple[str, str]]):
    assert faults(text) == wrong


def test_empty_lines_are_passed_over_and_millions_of_them_are_not():
    assert cells("name\n" + "\n" * 9_000 + "A\n") == [(9_002, "A")]
    assert faults("name\n" + "\n" * 11_000 + "A\n") == [("table.too_long", "")]


def test_another_encoding_is_named_with_its_line():
    with pytest.raises(Invalid) as refused:
        cells("name\nA\nÉcole\n".encode("cp1252"))
    assert (refused.value.code, refused.value.facts["line"]) == ("table.not_utf8", 3)


def test_an_unfinished_quote_is_named_where_it_opens():
    with pytest.raises(Invalid) as refused:
        cells('name\nA\n"B\nC\nD\n')
    assert refused.value.facts["line"] == 3


def test_a_file_of_another_type_is_refused():
    assert faults(b"%PDF-1.7", PDF_TYPE) == [("table.type_unknown", "")]


def test_a_telephone_number_is_no_formula():
    assert cells("name,phone\nA,+212 600000000\n") == [(2, "A", "+212 600000000")]


def test_a_formula_of_a_workbook_is_refused_whatever_it_shows():
    assert faults(workbook(["name", "ice"], ["A", "=1+1"]), XLSX_TYPE) == [("/lines/2/ice", "table.formula")]


def test_of_many_wrong_cells_the_first_are_listed_and_all_are_counted():
    columns = Columns((Column("name"),))
    with pytest.raises(Invalid) as refused:
        read_table(b"name\n" + b"=x\n" * 250, CSV_TYPE, columns)
    assert (len(refused.value.errors), refused.value.facts["count"]) == (100, 250)


def test_three_bad_lines_among_fifty_thousand_are_the_three_that_are_named():
    lines = [f"Entreprise {number},{number:015}" for number in range(2, 50_002)]
    for bad in (17, 24_999, 50_001):
        lines[bad - 2] = f"=cmd,{bad}"
    columns = Columns((Column("name"), Column("ice")))
    table = inspect_table("\n".join(["name,ice", *lines]).encode(), CSV_TYPE, columns)
    assert [one["facts"]["line"] for one in table.faults] == [17, 24_999, 50_001]
    assert len(table.lines) == 49_997


# workbooks that are none


@pytest.mark.parametrize("content", [b"", b"name,ice\n", b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(content: bytes):
    assert faults(content, XLSX_TYPE) == [("table.malformed_xlsx", "")]


def rewritten(content: bytes, changes: dict[bytes, bytes], **added: bytes) -> bytes:
    """A workbook whose parts were changed by hand."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            for before, after in changes.items():
                text = text.replace(before, after)
            new.writestr(part.filename, text)
        for name, text in added.items():
            new.writestr(name, text)
    return file.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread():
    bomb = rewritten(workbook(["name"], ["A"]), {}, **{"xl/bomb.xml": b"0" * (101 << 20)})
    assert len(bomb) < 1 << 20
    assert faults(bomb, XLSX_TYPE) == [("table.unpacks_too_large", "")]


@pytest.mark.parametrize("prolog", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!-- " + "x" * 5000 + " --><!doctype x>"])
def test_a_part_with_a_document_type_is_refused(prolog: str):
    entity = {b"<worksheet ": prolog.encode() + b"<worksheet "}
    assert faults(rewritten(workbook(["name"], ["A"]), entity), XLSX_TYPE) == [("table.malformed_xlsx", "")]


def test_a_part_in_another_encoding_is_refused():
    part = {"xl/odd.xml": "<x/>".encode("utf-16")}
    assert faults(rewritten(workbook(["name"], ["A"]), {}, **part), XLSX_TYPE) == [("table.malformed_xlsx", "")]


SOUND = workbook(["name", "ice"], ["Sotherma", "1"], ["Norgrains", "2"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(at: int, bytes_: bytes):
    damaged = SOUND[:at] + bytes_ + SOUND[at + len(bytes_) :]
    with suppress(Invalid):
        inspect_table(damaged, XLSX_TYPE, COLUMNS)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else(text: str):
    with suppress(Invalid):
        inspect_table(text.encode(), CSV_TYPE, COLUMNS)


# what is written


FREE = Columns((Column("name"), Column("ice"), Column("phone")))
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)


@given(st.lists(st.fixed_dictionaries({"name": CELL, "ice": st.none() | CELL, "phone": st.none() | CELL}), max_size=5))
def test_what_is_written_is_read_back(rows: list[dict]):
    table = read_table(write_csv(FREE, rows), CSV_TYPE, FREE)
    assert [line.cells for line in table.lines] == rows


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\tx", "\r=x", " =x", "'=x", "＝x"])
def test_no_cell_written_begins_like_a_formula(text: str):
    (row,) = write_csv(FREE, [{"name": text}]).decode("utf-8-sig").splitlines(keepends=False)[1:2]
    assert row.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-5", "+212600", "3,5", "x=1", "l'=x"])
def test_a_number_and_a_text_are_written_as_they_are(text: str):
    assert write_csv(FREE, [{"name": text}]).decode("utf-8-sig").splitlines()[1] == f"{text};;"


def test_excel_opens_it_as_a_table():
    content = write_csv(FREE, [{"name": "École", "ice": 5}])
    assert content == "\ufeffname;ice;phone\r\nÉcole;5;\r\n".encode()


def test_the_sound_workbook_of_these_tests_is_one():
    assert load_workbook(io.BytesIO(SOUND)).active["A2"].value == "Sotherma"
