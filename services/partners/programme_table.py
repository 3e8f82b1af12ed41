"""The training offer as a table that people fill in, a line a programme.

`institute` is its id, its ICE or its French name; `skills` are `code:level`, and `enrolment` is `year:enrolled` or
`year:enrolled/places`, several of either separated by spaces or `|`. What is taught is said when a programme is new;
later it changes by a committee's decision, so an empty cell or the same skills are all a line may say of it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from multaqa.errors import Invalid
from multaqa.tables import Column, Columns, Fault, Line, fault, inspect_table
from services.partners.domain.organisation import Organisation
from services.partners.domain.organisation_import import name_key
from services.partners.domain.programme import Enrolment, Programme
from services.partners.domain.skill_reference import SkillReference
from services.partners.table_plan import TablePlan, Unreadable

SEPARATORS = re.compile(r"[\s|,;]+")
TAUGHT = re.compile(r"(?P<skill>[^:]+):(?P<level>[1-4])")
ENROLMENT = re.compile(r"(?P<year>[0-9]{4}):(?P<enrolled>[0-9]{1,6})(/(?P<places>[0-9]{1,6}))?")
COLUMNS = Columns(
    (
        Column("institute", labels=("établissement", "institut", "المعهد"), required=True, most=200),
        Column("code", labels=("الرمز",), required=True, most=40),
        Column("title_fr", labels=("intitulé", "intitulé_fr", "filière"), required=True, most=200),
        Column("title_ar", labels=("intitulé_ar", "الشعبة"), required=True, most=200),
        Column("sector", labels=("secteur", "القطاع"), required=True, most=64),
        Column("level", labels=("niveau", "المستوى"), required=True, most=40),
        Column("places", labels=("المقاعد",), required=True, most=6),
        Column("since", labels=("depuis", "منذ"), required=True, most=4),
        Column("skills", labels=("compétences", "الكفاءات"), most=4000),
        Column("enrolment", labels=("effectifs", "المسجلون"), most=2000),
    ),
    most_lines=2000,
)
COLUMN_OF = {"title": "title_fr", "institute_id": "institute", "year": "enrolment", "enrolled": "enrolment"}
CODE = re.compile(r"[A-Za-z0-9]+([ ._/-][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class ProgrammeLine:
    number: int
    institute: str
    facts: dict[str, Any]
    enrolments: tuple[Mapping[str, int], ...]


@dataclass
class PlannedProgramme:
    """A programme as the table has it, and the enrolments that it states anew."""

    programme: Programme
    described: bool = True
    stated: list[Enrolment] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the lines are compared with."""

    institutes: Mapping[str, Organisation]
    programmes: Mapping[tuple[str, str], Programme]
    reference: SkillReference
    sectors: Collection[str]


def read_programmes(content: bytes, media_type: str) -> tuple[list[ProgrammeLine], list[Fault]]:
    """The lines that can be read, and what is wrong with the others; run in another process, since XLSX is slow."""
    table = inspect_table(content, media_type, COLUMNS)
    faults, lines = list(table.faults), []
    for line in table.lines:
        try:
            lines.append(_line(line))
        except Unreadable as wrong:
            faults.append(fault(line.number, wrong.column, wrong.code, wrong.text))
    return lines, faults


def _line(line: Line) -> ProgrammeLine:
    cells = {name: cell or "" for name, cell in line.cells.items()}
    if not CODE.fullmatch(cells["code"]):
        raise Unreadable("code", "programme.code_malformed", "A code: letters and digits, like TS-CT.")
    facts = {
        "code": cells["code"],
        "title": {"fr": cells["title_fr"], "ar": cells["title_ar"]},
        "sector": cells["sector"],
        "level": cells["level"],
        "places": _number("places", cells["places"]),
        "since": _number("since", cells["since"]),
        "skills": [_taught(cell) for cell in _several(cells.get("skills", ""))],
    }
    enrolments = tuple(_enrolment(cell) for cell in _several(cells.get("enrolment", "")))
    return ProgrammeLine(line.number, cells["institute"], facts, enrolments)


def _several(cell: str) -> list[str]:
    return [one for one in SEPARATORS.split(cell) if one]


def _number(column: str, cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise Unreadable(column, "programme.not_a_number", "A whole number is needed.")
    return int(cell)


def _taught(cell: str) -> dict[str, Any]:
    read = TAUGHT.fullmatch(cell)
    if read is None:
        raise Unreadable("skills", "programme.skill_malformed", "A skill is code:level, like building.tiling:2.")
    return {"skill": read["skill"], "level": int(read["level"])}


def _enrolment(cell: str) -> dict[str, int]:
    read = ENROLMENT.fullmatch(cell)
    if read is None:
        text = "An enrolment is year:enrolled or year:enrolled/places, like 2026:57/60."
        raise Unreadable("enrolment", "programme.enrolment_malformed", text)
    return {name: int(number) for name, number in read.groupdict().items() if number}


def by_every_name(institutes: Iterable[Organisation]) -> dict[str, Organisation]:
    """Institutes by whatever a line may call them; a name that two of them have is nobody's."""
    known: dict[str, Organisation] = {}
    shared: set[str] = set()
    for institute in institutes:
        key = name_key(institute.name.fr)
        shared |= {key} & known.keys()
        known |= {name: institute for name in (institute.id, institute.ice, key) if name}
    return {name: institute for name, institute in known.items() if name not in shared}


def planned(lines: Collection[ProgrammeLine], faults: Collection[Fault], known: Known) -> TablePlan[PlannedProgramme]:
    """What the lines add to the training offer and change in it; a programme is spoken of once."""
    plan: TablePlan[PlannedProgramme] = TablePlan.of(len(lines), faults)
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        institute = known.institutes.get(line.institute) or known.institutes.get(name_key(line.institute))
        if institute is None:
            plan.refuse(line.number, "institute", "programme.institute_unknown", "No institute is known by this name.")
            continue
        key = (institute.id, line.facts["code"])
        if key in seen:
            text = f"Line {seen[key]} speaks of the same programme."
            plan.refuse(line.number, "code", "programme.line_repeated", text, earlier=seen[key])
        else:
            seen[key] = line.number
            _plan(plan, line, key, known)
    return plan


def _plan(plan: TablePlan[PlannedProgramme], line: ProgrammeLine, key: tuple[str, str], known: Known) -> None:
    before = known.programmes.get(key)
    faults = len(plan.faults)
    try:
        one = _described(before, line, known) if before else _opened(key[0], line, known)
        one.stated = _stated(one.programme, line)
    except Invalid as refused:
        plan.refuse_as(line.number, refused, COLUMN_OF)
        return
    if before:
        _keep_what_is_taught(plan, line, before)
    else:
        for wrong in known.reference.faults_in(("skills", taught["skill"]) for taught in line.facts["skills"]):
            plan.refuse(line.number, "skills", wrong["code"], wrong["text"])
    if len(plan.faults) == faults:
        plan.note(one, known=before is not None, differs=one.described or bool(one.stated))


def _keep_what_is_taught(plan: TablePlan[PlannedProgramme], line: ProgrammeLine, before: Programme) -> None:
    other = {
        "skills": bool(line.facts["skills"]) and not _teaches(before, line),
        "since": line.facts["since"] != before.since,
    }
    for column in (column for column, differs in other.items() if differs):
        text = "What a programme teaches changes by a committee's decision."
        plan.refuse(line.number, column, "programme.taught_by_decision", text)


def _opened(institute_id: str, line: ProgrammeLine, known: Known) -> PlannedProgramme:
    return PlannedProgramme(Programme.opened("", {**line.facts, "institute_id": institute_id}, known.sectors))


def _described(programme: Programme, line: ProgrammeLine, known: Known) -> PlannedProgramme:
    before = programme.facts()
    programme.describe(line.facts, known.sectors)
    return PlannedProgramme(programme, described=programme.facts() != before)


def _teaches(programme: Programme, line: ProgrammeLine) -> bool:
    """Whether the line says what is taught today: the last version of each skill that has not ended."""
    today = {(taught.skill, taught.level) for taught in programme.taught if taught.until is None}
    return today == {(taught["skill"], taught["level"]) for taught in line.facts["skills"]}


def _stated(programme: Programme, line: ProgrammeLine) -> list[Enrolment]:
    before = set(programme.enrolments)
    stated = [
        programme.state_enrolment(enrolment["year"], enrolment["enrolled"], enrolment.get("places"))
        for enrolment in line.enrolments
    ]
    return [enrolment for enrolment in stated if enrolment not in before]
