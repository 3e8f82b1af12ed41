"""A skill is found by what people type: accents and letters wrong or left out, in both scripts, in any order."""

from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter

import pytest

from services.partners.domain import LocalText
from services.partners.domain.skill import Skill
from services.partners.domain.skill_folding import fold, words
from services.partners.domain.skill_reference import SkillReference
from services.partners.skill_search import SkillIndex, SkillIndexes
from services.partners.starter import starter_skills

INDEX = SkillIndex(SkillReference(starter_skills()))

TYPED = [
    ("carlage", "building.tiling"),
    ("carrelaj", "building.tiling"),
    ("CARRELEUR", "building.tiling"),
    ("faience", "building.tiling"),
    ("soudur", "industry.welding"),
    ("soudure arc", "industry.welding"),
    ("plonberie", "building.plumbing"),
    ("plombier", "building.plumbing"),
    ("electrcite batiment", "building.electricity"),
    ("batiment electricite", "building.electricity"),
    ("maconerie brique", "building.masonry"),
    ("feraillage beton", "building.rebar"),
    ("cofrage", "building.formwork"),
    ("développement  web", "digital.web-development"),
    ("dévelopement-web", "digital.web-development"),
    ("cyber securite", "digital.cybersecurity"),
    ("usinage commande numerique", "industry.cnc-machining"),
    ("patiserie marocaine", "hospitality.moroccan-pastry"),
    ("brodrie fes", "crafts.fez-embroidery"),
    ("chariot elevateur", "transport.forklift"),
    ("gestoin stocks", "transport.stock-control"),
    ("hygienne du patient", "health.patient-hygiene"),
    ("comptabilte", "offshoring.accounting"),
    ("ouliculture", "agriculture.olive-growing"),
    ("building.tilling", "building.tiling"),
    ("machine learnin", "digital.machine-learning"),
    ("cnc", "industry.cnc-machining"),
    ("الزليج والبلاط", "building.tiling"),
    ("سباكة صحيه", "building.plumbing"),
    ("كهربا المباني", "building.electricity"),
    ("الأمن السبراني", "digital.cybersecurity"),
    ("امن سيبراني", "digital.cybersecurity"),
    ("حلويات مغربيه", "hospitality.moroccan-pastry"),
    ("اللحام بالقوس", "industry.welding"),
    ("مُحَاسَبَة عامّة", "offshoring.accounting"),
    ("طـــرز فاسي", "crafts.fez-embroidery"),
    ("رافعه شوكيه", "transport.forklift"),
    ("تربية النحل", "agriculture.bee-keeping"),
    ("الاسعافات الاولية", "health.first-aid"),
    ("تصميم الازياء", "textile.fashion-design"),
]


@pytest.mark.parametrize(("typed", "meant"), TYPED, ids=[typed for typed, _ in TYPED])
def test_what_was_meant_comes_first(typed, meant):
    assert INDEX.search(typed, 1)[0].skill.code == meant


@pytest.mark.parametrize("typed", ["zzzz", "كككككك", "12345", "...", "!"])
def test_what_is_like_nothing_finds_nothing(typed):
    assert INDEX.search(typed) == []


@pytest.mark.parametrize("skill", starter_skills(), ids=lambda skill: skill.code)
def test_every_skill_is_found_first_by_either_label_and_its_code(skill):
    for wording in (skill.label.fr, skill.label.ar, skill.code):
        best = INDEX.search(wording, 3)
        assert (skill.code, best[0].score) in [(found.skill.code, found.score) for found in best]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Électricité", "electricite"),
        ("Œuvre", "oeuvre"),
        ("أَلمِهنِيَّة", "المهنيه"),
        ("إصلاح", "اصلاح"),
        ("مستشفى", "مستشفي"),
        ("صـيـانـة", "صيانه"),
        ("کفاءة", "كفاه"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("Pose de carrelage et de faïence", ("pose", "carrelage", "faience")),
        ("الصيانة والإصلاح", ("صيانه", "اصلاح")),
        ("إلى", ("الي",)),
        ("de la", ("de", "la")),
        ("building.site-management", ("building", "site", "management")),
    ],
)
def test_articles_and_small_words_do_not_count(text, telling):
    assert words(text) == telling


def test_a_sector_narrows():
    assert {found.skill.sector for found in INDEX.search("qualite", 10, "textile")} == {"textile"}


def test_no_more_than_asked_best_first():
    scores = [found.score for found in INDEX.search("conduite", 5)]
    assert (len(scores), scores) == (5, sorted(scores, reverse=True))


def test_a_retired_skill_is_not_found():
    tiling = SkillReference(starter_skills()).get("building.tiling")
    tiling.retire(at=datetime(2026, 5, 4, tzinfo=UTC))
    index = SkillIndex(SkillReference(starter_skills(), [tiling]))
    assert "building.tiling" not in index.nearest("building.tiling")


def test_a_new_label_is_found_and_the_old_one_is_not():
    tiling = SkillReference(starter_skills()).get("building.tiling")
    tiling.relabel(LocalText("Mosaïste", "فسيفسائي"))
    index = SkillIndex(SkillReference(starter_skills(), [tiling]))
    assert index.search("mosaiste", 1)[0].skill.code == "building.tiling"
    assert all(found.skill.code != "building.tiling" for found in index.search("faïence"))


def two_thousand() -> list[Skill]:
    """The starter set six times over, so many as a large tenant has."""
    return [
        replace(skill, code=f"{skill.code}-{turn}", label=LocalText(f"{skill.label.fr} {turn}", skill.label.ar))
        for turn in range(6)
        for skill in starter_skills()
    ]


def test_two_thousand_skills_are_searched_in_less_than_ten_milliseconds():
    index = SkillIndex(SkillReference(two_thousand()))
    assert len(index.reference.skills) > 2000
    took = []
    for typed, _ in TYPED:
        begun = perf_counter()
        index.search(typed)
        took.append(perf_counter() - begun)
    assert sorted(took)[len(took) // 2] < 0.010


def test_an_index_is_built_once_a_revision():
    indexes, reads = SkillIndexes(), []

    def own():
        reads.append("read")
        return []

    assert indexes.at("r1", own) is indexes.at("r1", own)
    assert indexes.at("r2", own) is not indexes.at("r1", own)
    assert len(reads) == 2


def test_the_least_used_index_makes_room():
    indexes = SkillIndexes(most=2)
    first = indexes.at("r1", list)
    indexes.at("r2", list)
    assert indexes.at("r1", list) is first
    indexes.at("r3", list)
    assert indexes.at("r1", list) is first


def test_a_tenant_without_skills_of_its_own_asks_for_none():
    index = SkillIndexes().at(None, lambda: pytest.fail("nothing to read"))
    assert len(index.reference.skills) == len(starter_skills())
