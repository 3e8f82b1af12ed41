"""The skills reference and the needs that name it, on a real broker and database."""

import pytest
from eventlet import GreenPool

from multaqa.errors import Invalid, NotFound, Refused
from services.partners.starter import starter_skills
from tests.integration.running import FES, RABAT

THATCHING = {
    "code": "building.thatching",
    "label": {"fr": "Pose de chaume", "ar": "تسقيف بالقش"},
    "sector": "building",
    "level": 2,
}
HORIZON = "2030-01-01"


@pytest.fixture
def sotherma(partners):
    facts = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}}
    return partners.ask("register_organisation", facts=facts)["id"]


def need(partners, organisation, **facts):
    asked = {"organisation_id": organisation, "skill": "building.tiling", "level": 2, "headcount": 4}
    return partners.ask("state_skill_need", facts={**asked, "horizon": HORIZON, **facts})


def found(partners, text, tenant=FES):
    return [one["code"] for one in partners.ask("search_skills", text=text, tenant=tenant)["items"]]


def codes(partners, **asked):
    seen, after = [], None
    while True:
        page = partners.ask("list_skills", after=after, limit=150, **asked)
        seen += [skill["code"] for skill in page["items"]]
        if (after := page["next"]) is None:
            return seen


def test_a_tenant_starts_with_the_starter_set_in_the_order_of_its_codes(partners):
    assert codes(partners) == sorted(skill.code for skill in starter_skills())
    assert codes(partners, sector="textile") == sorted(
        skill.code for skill in starter_skills() if skill.sector == "textile"
    )


def names_told(partners, tenant=FES):
    """By code, what was told last."""
    told = [one for one in partners.told("partners.skills_changed.v1") if one.tenant == tenant]
    return {skill["code"]: skill for one in told for skill in one.facts["skills"]}


def test_what_skills_are_called_is_told_when_a_tenant_opens_and_whenever_it_changes(partners):
    for tenant in (FES, RABAT):
        assert {skill.code: {"fr": skill.label.fr, "ar": skill.label.ar} for skill in starter_skills()} == {
            code: skill["label"] for code, skill in names_told(partners, tenant).items()
        }
    label = {"fr": "Mosaïque murale", "ar": "فسيفساء الجدران"}
    partners.ask("relabel_skill", skill="building.tiling", label=label)
    partners.ask("add_skill", facts=THATCHING)
    told = names_told(partners)
    assert (told["building.tiling"]["label"], told["building.tiling"]["version"]) == (label, 1)
    assert told["building.thatching"]["label"] == THATCHING["label"]
    assert names_told(partners, RABAT)["building.tiling"]["version"] == 0
    assert "building.thatching" not in names_told(partners, RABAT)


def test_an_added_skill_is_read_found_and_needed_at_once(partners, sotherma):
    assert "building.thatching" not in found(partners, "chaume")
    added = partners.ask("add_skill", facts=THATCHING)
    assert partners.ask("get_skill", skill="building.thatching") == added
    assert found(partners, "pose de chaumes")[0] == found(partners, "تسقيف بالقش")[0] == "building.thatching"
    assert need(partners, sotherma, skill="building.thatching")["skill"] == "building.thatching"


def test_a_skill_of_the_starter_set_is_renamed_and_retired_for_this_tenant_alone(partners, sotherma):
    label = {"fr": "Mosaïque murale", "ar": "فسيفساء الجدران"}
    assert partners.ask("relabel_skill", skill="building.tiling", label=label)["label"] == label
    assert found(partners, "mosaique")[0] == "building.tiling"
    assert partners.ask("retire_skill", skill="building.tiling")["retired_at"] is not None
    assert "building.tiling" not in codes(partners)
    with pytest.raises(Invalid) as refused:
        need(partners, sotherma)
    assert [fault["code"] for fault in refused.value.errors] == ["skill.retired"]
    assert (
        partners.ask("get_skill", skill="building.tiling", tenant=RABAT)["label"]["fr"]
        == "Pose de carrelage et de faïence"
    )
    assert partners.ask("restore_skill", skill="building.tiling")["label"] == label
    assert need(partners, sotherma)["skill"] == "building.tiling"


def test_another_tenant_neither_finds_nor_changes_a_skill(partners):
    partners.ask("add_skill", facts=THATCHING)
    before = partners.holds()
    label = {"fr": "Autre", "ar": "آخر"}
    for method, more in [
        ("get_skill", {}),
        ("relabel_skill", {"label": label}),
        ("retire_skill", {}),
        ("restore_skill", {}),
    ]:
        with pytest.raises(NotFound):
            partners.ask(method, skill="building.thatching", tenant=RABAT, **more)
    assert "building.thatching" not in found(partners, "chaume", tenant=RABAT)
    assert partners.holds() == before
    assert len(codes(partners)) == len(codes(partners, tenant=RABAT)) + 1
    assert partners.ask("add_skill", facts=THATCHING, tenant=RABAT)["code"] == "building.thatching"


def test_an_unknown_skill_is_refused_with_the_nearest(partners, sotherma):
    before = partners.holds()
    with pytest.raises(Invalid) as refused:
        need(partners, sotherma, skill="building.tilling")
    assert refused.value.code == "skill.unknown"
    assert [fault["pointer"] for fault in refused.value.errors] == ["/skill"]
    assert refused.value.facts["suggestions"][0] == "building.tiling"
    assert partners.holds() == before


@pytest.mark.parametrize("code", ["building.thatching", "building.tiling"])
def test_a_code_is_added_once(partners, code):
    partners.ask("add_skill", facts=THATCHING)
    with pytest.raises(Refused, match="already in the reference"):
        partners.ask("add_skill", facts={**THATCHING, "code": code})


def test_a_withdrawn_need_is_told_and_listed_no_more(partners, sotherma):
    stated, other = need(partners, sotherma), need(partners, sotherma, headcount=7)
    withdrawn = partners.ask("withdraw_skill_need", need_id=stated["id"], reason="Chantier reporté")
    assert withdrawn["withdrawn_because"] == "Chantier reporté"
    assert partners.ask("get_skill_need", need_id=stated["id"]) == withdrawn
    assert [one["id"] for one in partners.ask("list_skill_needs")["items"]] == [other["id"]]
    told = partners.told("partners.skill_need_withdrawn.v1")
    assert [(one.subject, one.version) for one in told] == [(stated["id"], 2)]
    with pytest.raises(Refused, match="withdrawn already"):
        partners.ask("withdraw_skill_need", need_id=stated["id"], reason="Encore")


def test_needs_are_listed_by_skill(partners, sotherma):
    need(partners, sotherma)
    wanted = need(partners, sotherma, skill="building.masonry")
    assert [one["id"] for one in partners.ask("list_skill_needs", skill="building.masonry")["items"]] == [wanted["id"]]


def test_another_tenant_neither_reads_nor_withdraws_a_need(partners, sotherma):
    stated = need(partners, sotherma)
    for method, more in [("get_skill_need", {}), ("withdraw_skill_need", {"reason": "?"})]:
        with pytest.raises(NotFound):
            partners.ask(method, need_id=stated["id"], tenant=RABAT, **more)
    assert partners.ask("list_skill_needs", tenant=RABAT)["items"] == []
    assert partners.ask("list_skill_needs", skill="building.tiling", tenant=RABAT)["items"] == []


def test_skills_added_in_the_same_instant_are_all_found(partners):
    words = ["chaume", "torchis", "bauge", "pisé"]
    pool = GreenPool()
    adding = [
        pool.spawn(
            partners.ask,
            "add_skill",
            facts={**THATCHING, "code": f"building.{place}", "label": {"fr": word, "ar": "طين"}},
        )
        for place, word in enumerate(words)
    ]
    assert len({added.wait()["code"] for added in adding}) == len(words)
    assert [found(partners, word)[0] for word in words] == [f"building.{place}" for place in range(len(words))]


# what the other rooms hear of the reference


def told_skills(partners, tenant=FES):
    told = [one for one in partners.told("partners.skills_changed.v1") if one.tenant == tenant]
    return [(skill["code"], skill["version"]) for message in told for skill in message.facts["skills"]]


def test_every_change_of_a_skill_is_told_with_its_version(partners):
    partners.ask("add_skill", facts=THATCHING)
    partners.ask("retire_skill", skill="building.tiling")
    partners.ask("restore_skill", skill="building.tiling")
    after = told_skills(partners)[len(starter_skills()) :]
    assert after == [("building.thatching", 1), ("building.tiling", 1), ("building.tiling", 2)]
