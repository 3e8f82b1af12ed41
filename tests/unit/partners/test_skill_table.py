"""A table of skills adds, changes or says nothing new; every wrong cell is told by line and column."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from multaqa.errors import Invalid
from multaqa.media_types import CSV_TYPE, XLSX_TYPE
from services.partners.domain import LocalText
from services.partners.domain.skill import Skill
from services.partners.domain.skill_reference import SkillReference
from services.partners.skill_table import planned, read_skills

HEADINGS = "code;intitulé_fr;intitulé_ar;secteur;niveau;liens"
TILING = Skill("s1", "building.tiling", LocalText("Pose de carrelage", "وضع الزليج"), "building", 2, version=1)
RETIRED = Skill(
    "s2", "building.old", LocalText("Ancien", "قديم"), "building", 1, retired_at=datetime.now(UTC), version=2
)
REFERENCE = SkillReference([TILING, RETIRED])
SAME = "building.tiling;Pose de carrelage;وضع الزليج;building;2;"
MARBLE = "REC-12;Pose de marbre;وضع الرخام;building;3;rome:broad:https://rome.example/F1608|rec:exact:urn:rec:12"


def plan(*lines, headings=HEADINGS):
    content = "\r\n".join([headings, *lines]).encode()
    return planned(*read_skills(content, CSV_TYPE), REFERENCE, {"building"})


def cells(one):
    return [(fault["facts"]["line"], fault["facts"]["column"], fault["code"]) for fault in one.facts()["errors"]]


def test_new_changed_and_unchanged_lines_are_told_apart():
    changed = SAME.replace("Pose de carrelage", "Carrelage")
    one = plan(MARBLE, changed)
    assert one.facts() == {
        "figures": {"lines": 2, "created": 1, "changed": 1, "unchanged": 0, "wrong": 0},
        "errors": [],
    }
    assert (one.changed[0].label.fr, one.changed[0].id) == ("Carrelage", "s1")
    assert plan(SAME).unchanged == 1


def test_links_are_read_to_their_last_colon():
    (marble,) = plan(MARBLE).added
    assert [(link.scheme, link.match, link.uri) for link in marble.links] == [
        ("rome", "broad", "https://rome.example/F1608"),
        ("rec", "exact", "urn:rec:12"),
    ]


def test_planning_changes_nothing():
    plan(SAME.replace("Pose de carrelage", "Carrelage"))
    assert REFERENCE.skills["building.tiling"].label.fr == "Pose de carrelage"


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("a b;F;ف;building;2;", "code", "skill.code_malformed"),
        ("x;F;ف;magic;2;", "sector", "sector.unknown"),
        ("x;F;ف;building;7;", "level", "skill.level_unknown"),
        ("x;F;ف;building;two;", "level", "table.cell_too_long"),
        ("x;F;ف;building;²;", "level", "skill.level_unknown"),
        ("x;F;ف;building;2;rome", "links", "skill.link_malformed"),
        ("x;F;ف;building;2;isco:exact:urn:1", "links", "skill.scheme_unknown"),
        ("x;;ف;building;2;", "label_fr", "table.cell_missing"),
        ("x;=1+1;ف;building;2;", "label_fr", "table.formula"),
        ("building.old;F;ف;building;2;", "code", "skill.retired"),
    ],
)
def test_a_wrong_cell_is_told_by_line_and_column(line, column, code):
    one = plan(SAME, line)
    assert cells(one) == [(3, column, code)]
    assert (one.lines, one.unchanged) == (2, 1)
    with pytest.raises(Invalid) as refused:
        one.require_sound()
    assert refused.value.code == "table.invalid"


def test_a_code_is_spoken_of_once():
    assert cells(plan(MARBLE, SAME, MARBLE)) == [(4, "code", "skill.line_repeated")]


def test_all_wrong_cells_are_told_in_the_order_of_the_lines():
    one = plan("x;F;ف;magic;9;", MARBLE, "y;F;ف;building;no;")
    assert [line for line, _, _ in cells(one)] == [2, 2, 4]
    assert one.facts()["figures"]["wrong"] == 3


def test_a_workbook_says_the_same():
    workbook = openpyxl.Workbook()
    for line in (HEADINGS, SAME, MARBLE):
        workbook.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(";")])
    file = io.BytesIO()
    workbook.save(file)
    one = planned(*read_skills(file.getvalue(), XLSX_TYPE), REFERENCE, {"building"})
    assert one.facts() == plan(SAME, MARBLE).facts()


def test_a_table_that_is_none_is_refused():
    with pytest.raises(Invalid):
        read_skills(b"PK\x03\x04 not a workbook", XLSX_TYPE)
