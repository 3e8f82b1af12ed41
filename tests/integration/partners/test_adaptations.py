"""The loop of foresight: noted at a talk, held against what is taught, decided by a committee, taught afterwards."""

import pytest

from multaqa.errors import Invalid, NotFound, PreconditionFailed, Refused
from multaqa.ids import new_id
from multaqa.messages.events import EmergingSkillNoted
from tests.integration.partners.governing import institute
from tests.integration.partners.test_programmes import YEAR, offered, put_to_the_vote, taught_to_beginners
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

TYPE = EmergingSkillNoted.type
BIM, TAUGHT = "building.bim", "building.drafting"
TWIN = {"fr": "Jumeau numérique du chantier", "ar": "التوأم الرقمي للورش"}


@pytest.fixture
def isbtp(partners):
    return institute(partners)


def noted(partners, skill=BIM, tenant=FES, **facts):
    told = sampled(TYPE, **{"id": new_id(), "skill": skill, "label": None, "sector": "building", **facts})
    partners.has_handled(partners.hear(TYPE, told["id"], told, tenant=tenant))
    return told


def lines(partners, **asked):
    return partners.ask("list_adaptations", **asked)["items"]


def proposal(programme, **facts):
    return {"programme_id": programme["id"], "level": 4, "from_year": YEAR + 1, **facts}


def test_from_a_talk_to_what_is_taught(partners, isbtp):
    programme = offered(partners, isbtp)
    told = noted(partners, edition_id="digital-day-4", note="Chaque chantier public le demande.")
    (line,) = lines(partners)
    assert (line["skill"], line["taught"], line["changes"], line["owner"]) == (BIM, [], [], None)
    assert [one["activity_title"] for one in line["notings"]] == [told["activity_title"]]
    owned = partners.ask("own_adaptation", adaptation_id=line["id"], owner=isbtp)
    proposed = partners.ask(
        "propose_adaptation",
        adaptation_id=line["id"],
        facts=proposal(programme),
        expected_version=owned["version"],
    )
    (change,) = proposed["changes"]
    assert (proposed["owner"], change["state"], change["programme_id"]) == (isbtp, "proposed", programme["id"])
    put_forward = partners.ask("get_curriculum_change", change_id=change["id"])
    assert put_forward["origin"] == {"kind": "edition", "id": "digital-day-4"}
    assert put_forward["reason"] == "Chaque chantier public le demande."
    assert put_forward["steps"] == [{"action": "add", "skill": BIM, "level": 4}]
    decision = put_to_the_vote(partners, isbtp, change["id"], in_favour=2)
    (decided,) = partners.ask("get_adaptation", adaptation_id=line["id"])["changes"]
    assert (decided["state"], decided["decision_id"]) == ("adopted", decision["id"])
    changed = partners.ask("get_programme", programme_id=programme["id"])
    assert taught_to_beginners(changed, YEAR + 1)[BIM] == 4
    assert BIM not in taught_to_beginners(changed, YEAR)


def test_what_is_taught_already_is_raised(partners, isbtp):
    programme = offered(partners, isbtp)
    noted(partners, TAUGHT)
    (line,) = lines(partners)
    assert [(one["programme_id"], one["level"]) for one in line["taught"]] == [(programme["id"], 2)]
    proposed = partners.ask("propose_adaptation", adaptation_id=line["id"], facts=proposal(programme, level=3))
    change = partners.ask("get_curriculum_change", change_id=proposed["changes"][0]["id"])
    assert change["steps"] == [{"action": "raise", "skill": TAUGHT, "level": 3}]


def test_a_skill_noted_at_two_talks_is_one_line(partners):
    noted(partners, note="Premier")
    again = noted(partners, note="Second")
    noted(partners, None, label=TWIN)
    noted(partners, None, label={**TWIN, "fr": "Jumeau numerique de CHANTIER"})
    by_skill = {line["skill"]: [one["note"] for one in line["notings"]] for line in lines(partners)}
    assert by_skill[BIM] == ["Premier", "Second"]
    assert len(by_skill) == 2
    assert len(by_skill[None]) == 2
    partners.has_handled(partners.hear(TYPE, again["id"], again))
    assert len(lines(partners)[0]["notings"]) == 2


def test_words_become_a_skill_of_the_reference_before_they_are_proposed(partners, isbtp):
    programme = offered(partners, isbtp)
    noted(partners, None, label=TWIN)
    (line,) = lines(partners)
    with pytest.raises(Refused, match=r"adaptation\.without_skill"):
        partners.ask("propose_adaptation", adaptation_id=line["id"], facts=proposal(programme))
    with pytest.raises(Invalid) as unknown:
        partners.ask("name_adaptation", adaptation_id=line["id"], skill="building.digital-twin")
    assert unknown.value.errors[0]["pointer"] == "/skill"
    skill = {"code": "building.digital-twin", "label": TWIN, "sector": "building", "level": 3}
    partners.ask("add_skill", facts=skill)
    named = partners.ask("name_adaptation", adaptation_id=line["id"], skill=skill["code"])
    assert (named["skill"], named["label"]) == (skill["code"], TWIN)
    assert partners.ask("propose_adaptation", adaptation_id=line["id"], facts=proposal(programme))["changes"]


def test_a_skill_has_one_line(partners):
    noted(partners)
    noted(partners, None, label=TWIN)
    second = next(line for line in lines(partners) if line["skill"] is None)
    with pytest.raises(Refused, match=r"adaptation\.already_listed"):
        partners.ask("name_adaptation", adaptation_id=second["id"], skill=BIM)


def test_a_refusal_changes_nothing(partners, isbtp):
    programme = offered(partners, isbtp)
    noted(partners)
    (line,) = lines(partners)
    before = partners.holds()
    with pytest.raises(Invalid) as nobody:
        partners.ask("own_adaptation", adaptation_id=line["id"], owner="nobody")
    assert nobody.value.errors[0]["pointer"] == "/owner"
    with pytest.raises(Invalid):
        partners.ask("propose_adaptation", adaptation_id=line["id"], facts=proposal(programme, level=9))
    with pytest.raises(PreconditionFailed):
        partners.ask("own_adaptation", adaptation_id=line["id"], owner=isbtp, expected_version=9)
    assert lines(partners) == [line]
    assert partners.holds() == before


def test_the_list_of_a_sector(partners):
    noted(partners, sector="digital")
    assert lines(partners, sector="building") == []
    assert [line["skill"] for line in lines(partners, sector="digital")] == [BIM]


def test_another_tenant_has_a_list_of_its_own(partners):
    noted(partners)
    noted(partners, tenant=RABAT)
    (ours,), (theirs,) = lines(partners), lines(partners, tenant=RABAT)
    assert ours["id"] != theirs["id"]
    before = partners.holds()
    for method, more in (
        ("get_adaptation", {}),
        ("own_adaptation", {"owner": "directorate"}),
        ("name_adaptation", {"skill": TAUGHT}),
        ("propose_adaptation", {"facts": {"programme_id": "x", "level": 1, "from_year": YEAR}}),
    ):
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, adaptation_id=ours["id"], **more)
    assert partners.holds() == before
