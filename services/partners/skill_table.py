"""The skills reference as a table that people fill in: REC and other lists come in this way.

A link is `scheme:match:address`, several are separated by `|`: `esco:exact:http://data.europa.eu/esco/skill/...`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from multaqa.errors import Invalid
from multaqa.tables import Column, Columns, Fault, Line, fault, inspect_table
from services.partners.domain.skill import Skill
from services.partners.domain.skill_reference import SkillReference
from services.partners.table_plan import TablePlan, Unreadable

SEPARATOR = "|"
LINK = re.compile(r"(?P<scheme>[^:]+):(?P<match>[^:]+):(?P<uri>.+)")
COLUMNS = Columns(
    (
        Column("code", labels=("الرمز",), required=True, most=64),
        Column("label_fr", labels=("intitulé", "intitulé_fr", "libellé", "libellé_fr"), required=True, most=200),
        Column("label_ar", labels=("intitulé_ar", "libellé_ar", "التسمية"), required=True, most=200),
        Column("sector", labels=("secteur", "القطاع"), required=True, most=64),
        Column("level", labels=("niveau", "المستوى"), required=True, most=2),
        Column("links", labels=("liens", "الروابط"), most=2000),
    ),
    most_lines=3000,
)
COLUMN_OF = {"label": "label_fr"}


@dataclass(frozen=True)
class SkillLine:
    number: int
    facts: dict[str, Any]


def read_skills(content: bytes, media_type: str) -> tuple[list[SkillLine], list[Fault]]:
    """The lines that can be read, and what is wrong with the others; run in another process, since XLSX is slow."""
    table = inspect_table(content, media_type, COLUMNS)
    faults, lines = list(table.faults), []
    for line in table.lines:
        try:
            lines.append(SkillLine(line.number, _facts(line)))
        except Unreadable as wrong:
            faults.append(fault(line.number, wrong.column, wrong.code, wrong.text))
    return lines, faults


def _facts(line: Line) -> dict[str, Any]:
    cells = line.cells
    return {
        "code": cells["code"],
        "label": {"fr": cells["label_fr"], "ar": cells["label_ar"]},
        "sector": cells["sector"],
        "level": _level(cells["level"] or ""),
        "links": [_link(link.strip()) for link in (cells.get("links") or "").split(SEPARATOR) if link.strip()],
    }


def _level(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise Unreadable("level", "skill.level_unknown", "A level is between 1 and 4.")
    return int(cell)


def _link(cell: str) -> dict[str, str]:
    read = LINK.fullmatch(cell)
    if read is None:
        raise Unreadable("links", "skill.link_malformed", "A link is scheme:match:address.")
    return read.groupdict()


def planned(
    lines: Collection[SkillLine], faults: Collection[Fault], reference: SkillReference, sectors: Collection[str]
) -> TablePlan[Skill]:
    """What the lines add to a reference and change in it; a code is spoken of once, and retired ones are left alone."""
    plan: TablePlan[Skill] = TablePlan.of(len(lines), faults)
    seen: dict[str, int] = {}
    for line in lines:
        code = line.facts["code"]
        if code in seen:
            text = f"Line {seen[code]} speaks of the same skill."
            plan.refuse(line.number, "code", "skill.line_repeated", text, earlier=seen[code])
        else:
            seen[code] = line.number
            _plan(plan, line, reference, sectors)
    return plan


def _plan(plan: TablePlan[Skill], line: SkillLine, reference: SkillReference, sectors: Collection[str]) -> None:
    try:
        stated = Skill.defined("", line.facts, sectors)
    except Invalid as refused:
        plan.refuse_as(line.number, refused, COLUMN_OF)
        return
    if stated.code not in reference.skills:
        plan.note(stated, known=False, differs=True)
        return
    known = reference.get(stated.code)
    if known.is_retired:
        plan.refuse(line.number, "code", "skill.retired", f"The skill {known.code} has been retired.")
    else:
        plan.note(known, known=True, differs=known.becomes(stated))
