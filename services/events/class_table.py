"""A class as a table that an institute fills in, and answers as a table that staff open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from multaqa.tables import Column, Columns, Fault, fault, inspect_table, write_csv

MOST_LINES = 10_000
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
LANGUAGES = {"fr": "fr", "français": "fr", "francais": "fr", "ar": "ar", "arabe": "ar", "العربية": "ar", "عربي": "ar"}
COLUMNS = Columns(
    (
        Column("name_latin", labels=("nom", "nom_latin", "nom complet", "الاسم اللاتيني"), required=True, most=120),
        Column("name_arabic", labels=("nom_arabe", "الاسم", "الاسم العربي"), most=120),
        Column("email", labels=("e-mail", "courriel", "adresse", "البريد الإلكتروني"), required=True, most=254),
        Column("language", labels=("langue", "اللغة"), most=20),
        Column("student_number", labels=("matricule", "numéro", "رقم التسجيل"), most=40),
        Column("level", labels=("niveau", "المستوى"), most=60),
        Column("sector", labels=("secteur", "القطاع"), most=64),
    ),
    most_lines=MOST_LINES,
)


def read_class(content: bytes, media_type: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The lines that are sound, each with its number in the file, and the faults of the others.

    A function of its own arguments: it runs in another process.
    """
    table = inspect_table(content, media_type, COLUMNS)
    faults, lines = list(table.faults), []
    for line in table.lines:
        wrong = list(_faults(line.number, line.cells))
        faults += wrong
        if not wrong:
            language = LANGUAGES[(line.cells.get("language") or "fr").casefold()]
            lines.append((line.number, {**line.cells, "language": language}))
    return lines, sorted(faults, key=lambda one: int(one["facts"]["line"]))


def _faults(number: int, cells: Mapping[str, str | None]) -> Iterable[Fault]:
    if not ADDRESS.fullmatch(cells["email"] or ""):
        yield fault(number, "email", "field.not_an_email", "This is no mail address.")
    if (cells.get("language") or "fr").casefold() not in LANGUAGES:
        yield fault(number, "language", "class_list.language_unknown", "The language is fr or ar.")


def written_answers(codes: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The answers to an edition's questions, a line per registration and a column per question."""
    columns = Columns(tuple(Column(name) for name in ("registration_id", "category", "name", *codes)))
    return write_csv(columns, rows)
