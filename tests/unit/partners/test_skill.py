"""A skill is defined once, named in two languages, and goes out of use without being forgotten."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.domain import LocalText
from services.partners.domain.skill import Skill, SkillLink
from services.partners.domain.skill_reference import SkillReference

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
SECTORS = {"building", "textile"}
TILING = {
    "code": "building.tiling",
    "label": {"fr": "Pose de carrelage", "ar": "وضع الزليج"},
    "sector": "building",
    "level": 2,
    "links": [{"scheme": "rome", "uri": "urn:rome:F1608", "match": "broad"}],
}


def skill(**facts):
    return Skill.defined("s1", {**TILING, **facts}, SECTORS)


def link(**facts):
    return {"links": [{**TILING["links"][0], **facts}]}


def test_says_what_it_was_told():
    assert skill().facts() == {**TILING, "retired_at": None}


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"code": "pose de carrelage"}, "/code", "skill.code_malformed"),
        ({"code": "building."}, "/code", "skill.code_malformed"),
        ({"code": "é"}, "/code", "skill.code_malformed"),
        ({"code": "a" * 65}, "/code", "skill.code_malformed"),
        ({"sector": "magic"}, "/sector", "sector.unknown"),
        ({"level": 0}, "/level", "skill.level_unknown"),
        ({"level": 5}, "/level", "skill.level_unknown"),
        (link(scheme="isco"), "/links/0/scheme", "skill.scheme_unknown"),
        (link(match="narrow"), "/links/0/match", "skill.match_unknown"),
        (link(uri="javascript:alert(1)"), "/links/0/uri", "skill.uri_malformed"),
        ({"links": TILING["links"] * 2}, "/links", "skill.link_repeated"),
    ],
)
def test_a_definition_is_refused(wrong, pointer, code):
    with pytest.raises(Invalid) as refused:
        skill(**wrong)
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == [(pointer, code)]


@pytest.mark.parametrize("code", ["building.tiling", "REC-TH-12", "F1608", "a", "a_b"])
def test_codes_of_other_references_are_taken(code):
    assert skill(code=code).code == code


def test_a_retired_skill_is_neither_renamed_nor_retired_again():
    tiling = skill()
    tiling.retire(at=MONDAY)
    for step in (lambda: tiling.relabel(LocalText("Carrelage", "زليج")), lambda: tiling.retire(at=MONDAY)):
        with pytest.raises(Refused, match="has been retired"):
            step()
    assert tiling.facts() == {**TILING, "retired_at": MONDAY.isoformat()}


def test_a_retired_skill_comes_back():
    tiling = skill()
    tiling.retire(at=MONDAY)
    tiling.restore()
    assert not tiling.is_retired
    with pytest.raises(Refused, match="is in use"):
        tiling.restore()


@pytest.mark.parametrize(
    ("said", "differs"),
    [({}, False), ({"level": 3}, True), ({"links": []}, True), ({"label": {"fr": "Carrelage", "ar": "زليج"}}, True)],
)
def test_an_import_changes_what_differs(said, differs):
    tiling = skill()
    assert tiling.becomes(skill(**said)) is differs
    assert tiling.said == skill(**said).said


# the reference

STARTER = (skill(), skill(code="building.masonry", label={"fr": "Maçonnerie", "ar": "البناء"}))


def test_what_the_tenant_says_stands_over_the_starter_set():
    renamed = skill(label={"fr": "Carrelage", "ar": "زليج"})
    reference = SkillReference(STARTER, [renamed])
    assert (len(reference.skills), reference.get("building.tiling").label.fr) == (2, "Carrelage")


def test_a_skill_to_change_is_a_copy():
    reference = SkillReference(STARTER)
    reference.get("building.tiling").relabel(LocalText("Autre", "آخر"))
    assert reference.get("building.tiling").label.fr == "Pose de carrelage"


def test_an_unknown_skill_is_not_found():
    with pytest.raises(NotFound):
        SkillReference(STARTER).get("building.magic")


def test_a_known_code_is_not_added_again():
    with pytest.raises(Refused, match="already in the reference"):
        SkillReference(STARTER).refuse_known("building.tiling")


def test_unknown_and_retired_skills_are_pointed_at_with_the_nearest():
    retired = skill(code="building.thatching")
    retired.retire(at=MONDAY)
    named = [("/skills/0", "building.tilling"), ("/skills/1", "building.tiling"), ("/skills/2", "building.thatching")]
    with pytest.raises(Invalid) as refused:
        SkillReference(STARTER, [retired]).require(named, lambda code: [f"near {code}"])
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == [
        ("/skills/0", "skill.not_in_reference"),
        ("/skills/2", "skill.retired"),
    ]
    assert refused.value.facts["suggestions"] == ["near building.tilling"]


def test_skills_in_use_come_in_the_order_of_their_codes():
    retired = skill(code="building.a")
    retired.retire(at=MONDAY)
    codes = [known.code for known in SkillReference(STARTER, [retired, skill(code="z", sector="textile")]).in_use()]
    assert codes == ["building.masonry", "building.tiling", "z"]
    assert SkillReference(STARTER).in_use("textile") == []


def test_links_of_one_skill_may_lead_to_several_references():
    esco = SkillLink("esco", "http://data.europa.eu/esco/skill/1", "exact")
    assert list(esco.faults("/links/1")) == []
