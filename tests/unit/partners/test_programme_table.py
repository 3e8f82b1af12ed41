"""A table of programmes opens and describes them; what is taught already it leaves to the committees."""

import pytest

from multaqa.media_types import CSV_TYPE
from services.partners.domain import LocalText, Organisation
from services.partners.domain.programme import Programme
from services.partners.domain.skill_reference import SkillReference
from services.partners.programme_table import Known, by_every_name, planned, read_programmes
from services.partners.starter import starter_skills

HEADINGS = "institute;code;title_fr;title_ar;sector;level;places;since;skills;enrolment"
ISBTP = Organisation("o1", "institute", LocalText("ISBTP Fès", "معهد البناء"), ice="001523456000031")
TAUGHT = "building.site-management:3 building.drafting:2"
WORKS = "ISBTP Fès;TS-CT;Conducteur de travaux;مسير الأشغال;building;technicien_specialise;60;2024;{};{}"


def known(*programmes):
    return Known(
        by_every_name([ISBTP]),
        {("o1", programme.code): programme for programme in programmes},
        SkillReference(starter_skills()),
        {"building", "digital"},
    )


def existing():
    skills = [{"skill": skill, "level": int(level)} for skill, level in (one.split(":") for one in TAUGHT.split())]
    facts = {
        "institute_id": "o1",
        "code": "TS-CT",
        "title": {"fr": "Conducteur de travaux", "ar": "مسير الأشغال"},
        "sector": "building",
        "level": "technicien_specialise",
        "places": 60,
        "since": 2024,
        "skills": skills,
    }
    return Programme.opened("p1", facts, {"building"})


def plan(*lines, beside=()):
    content = "\n".join([HEADINGS, *lines]).encode()
    return planned(*read_programmes(content, CSV_TYPE), known(*beside))


def line(skills=TAUGHT, enrolment="", **cells):
    names = HEADINGS.split(";")
    stated = dict(zip(names, WORKS.format(skills, enrolment).split(";"), strict=True))
    return ";".join({**stated, **cells}[name] for name in names)


def cells(one):
    return [(fault["facts"]["line"], fault["facts"]["column"], fault["code"]) for fault in one.facts()["errors"]]


def test_a_new_programme_teaches_and_enrols_what_its_line_says():
    one = plan(line(enrolment="2024:55/55 2025:57"))
    (opened,) = one.added
    assert one.facts()["figures"] == {"lines": 1, "created": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert [(taught.skill, taught.level) for taught in opened.programme.taught] == [
        ("building.site-management", 3),
        ("building.drafting", 2),
    ]
    assert [(stated.year, stated.enrolled, stated.places) for stated in opened.stated] == [
        (2024, 55, 55),
        (2025, 57, 60),
    ]


@pytest.mark.parametrize("name", ["o1", "001523456000031", "ISBTP Fès", "isbtp fes"])
def test_an_institute_is_known_by_id_ice_or_name(name):
    assert plan(line(institute=name)).added[0].programme.institute_id == "o1"


def test_a_name_of_two_institutes_is_nobodys():
    twin = Organisation("o2", "institute", LocalText("ISBTP FES", "معهد"))
    named = by_every_name([ISBTP, twin])
    assert (named.get("isbtp fes"), named["o2"]) == (None, twin)


@pytest.mark.parametrize(
    ("cells_", "figures"),
    [
        ({}, (0, 1)),
        ({"skills": ""}, (0, 1)),
        ({"places": "72"}, (1, 0)),
        ({"enrolment": "2025:57"}, (1, 0)),
    ],
)
def test_a_known_programme_is_described_otherwise_or_left_alone(cells_, figures):
    one = plan(line(**cells_), beside=[existing()])
    assert (len(one.changed), one.unchanged, one.faults) == (*figures, [])


@pytest.mark.parametrize(
    ("other", "column"), [({"skills": "building.site-management:4"}, "skills"), ({"since": "2026"}, "since")]
)
def test_what_is_taught_changes_by_decision_only(other, column):
    assert cells(plan(line(**other), beside=[existing()])) == [(2, column, "programme.taught_by_decision")]


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"institute": "ISTA"}, "institute", "programme.institute_unknown"),
        ({"code": "TS;CT".replace(";", "+")}, "code", "programme.code_malformed"),
        ({"sector": "magic"}, "sector", "sector.unknown"),
        ({"level": "doctorat"}, "level", "programme.level_unknown"),
        ({"places": "many"}, "places", "programme.not_a_number"),
        ({"places": "0"}, "places", "programme.places_too_few"),
        ({"since": "24"}, "since", "programme.year_unknown"),
        ({"skills": ""}, "skills", "programme.without_skills"),
        ({"skills": "building.tiling"}, "skills", "programme.skill_malformed"),
        ({"skills": "building.magic:2"}, "skills", "skill.not_in_reference"),
        ({"enrolment": "2025"}, "enrolment", "programme.enrolment_malformed"),
        ({"enrolment": "2020:5"}, "enrolment", "enrolment.before_programme"),
        ({"title_ar": ""}, "title_ar", "table.cell_missing"),
    ],
)
def test_a_wrong_cell_is_told_by_line_and_column(wrong, column, code):
    one = plan(line(code="TS-OK"), line(**wrong))
    assert cells(one) == [(3, column, code)]
    assert (one.lines, len(one.added)) == (2, 1)


def test_a_programme_is_spoken_of_once():
    assert cells(plan(line(), line(institute="o1"))) == [(3, "code", "programme.line_repeated")]
