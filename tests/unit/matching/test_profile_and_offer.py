"""A profile and an offer say only what matching can use."""

from datetime import timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.matching.domain import Offer, Profile
from tests.unit.matching.making import MORNING, offer

TILER = {"training_level": "technicien", "skills": [{"code": "tiling", "level": 2}]}
TILING_JOB = {
    "organisation_id": "g1",
    "edition_id": "e1",
    "title": {"fr": "Carreleur", "ar": "مبلّط"},
    "sector": "building",
    "required": [{"code": "tiling", "level": 2}],
    "headcount": 2,
    "place": "Fès",
    "contract": "permanent",
}


def pointers(refused):
    return [fault["pointer"] for fault in refused.value.errors]


def test_a_skill_is_declared_unless_said_otherwise():
    assert Profile.stated(TILER).best("tiling", 1).source == "declared"


def test_a_profile_is_told_as_lists():
    assert Profile.stated(TILER).facts()["sectors"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"training_level": "doctor"}, "/training_level"),
        ({"skills": [{"code": "tiling", "level": 2}, {"code": "tiling", "level": 3}]}, "/skills"),
        ({"skills": [{"code": "tiling", "level": 5}]}, "/skills/0/level"),
        ({"skills": [{"code": "tiling", "level": 1, "source": "dreamt"}]}, "/skills/0/source"),
    ],
)
def test_a_profile_is_refused(wrong, pointer):
    with pytest.raises(Invalid) as refused:
        Profile.stated({**TILER, **wrong})
    assert pointers(refused) == [pointer]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"required": []}, "/required"),
        ({"required": [{"code": "tiling", "level": 0}]}, "/required/0/level"),
        ({"wished": [{"code": "tiling", "level": 5}]}, "/wished/0/level"),
        ({"headcount": 0}, "/headcount"),
        ({"contract": "handshake"}, "/contract"),
        ({"training_level": "doctor"}, "/training_level"),
        ({"knock_outs": ["age"]}, "/knock_outs/0"),
        ({"recruiters": 0}, "/recruiters"),
        ({"tables": 0}, "/tables"),
        ({"recruiter_codes": ["r1", "r1"]}, "/recruiter_codes/1"),
        ({"recruiter_codes": ["r1"], "recruiters": 2}, "/recruiters"),
        ({"hours": {"starts": "12:00", "ends": "09:00"}}, "/hours/ends"),
    ],
)
def test_an_offer_is_refused(wrong, pointer):
    with pytest.raises(Invalid) as refused:
        Offer.published("o1", {**TILING_JOB, **wrong})
    assert pointers(refused) == [pointer]


def test_an_offer_is_filled_by_its_headcount():
    asked = offer(("tiling", 2), headcount=1)
    asked.fill_one()
    assert asked.facts()["state"] == "filled"
    with pytest.raises(Refused, match="Every position"):
        asked.fill_one()


LATER = MORNING + timedelta(days=30)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"organisation_id": "g2"}, "/organisation_id"),
        ({"edition_id": "e2"}, "/edition_id"),
        ({"headcount": 0}, "/headcount"),
        ({"headcount": 1}, "/headcount"),
        ({"required": []}, "/required"),
        ({"closes_at": MORNING.isoformat()}, "/closes_at"),
    ],
)
def test_a_change_is_refused_by_field_and_changes_nothing(wrong, pointer):
    asked = offer(("tiling", 2), headcount=3, hired=2)
    before = asked.facts()
    with pytest.raises(Invalid) as refused:
        asked.changed({"place": "Meknès", **wrong}, at=MORNING)
    assert (pointers(refused), asked.facts()) == ([pointer], before)


def test_what_a_change_does_not_name_stays():
    asked = offer(("tiling", 2), headcount=3, hired=2, wished=(), recruiters=2)
    changed = asked.changed({"headcount": 2, "closes_at": LATER.isoformat()}, at=MORNING)
    assert (changed.state, changed.recruiters, changed.required) == ("filled", 2, asked.required)
    assert changed.changed({"closes_at": None}, at=LATER).closes_at is None


def test_a_position_given_back_is_open_again_and_a_closed_offer_stays_closed():
    asked = offer(("tiling", 2), headcount=1)
    asked.fill_one()
    asked.free_one()
    assert (asked.state, asked.is_open) == ("published", True)
    asked.close("employer", MORNING, "Budget")
    asked.fill_one()
    asked.free_one()
    assert (asked.state, asked.is_open) == ("closed", False)
    for again in (lambda: asked.close("deadline", LATER), lambda: asked.changed({"headcount": 2}, LATER)):
        with pytest.raises(Refused, match="closed"):
            again()


def test_an_offer_closes_at_its_own_deadline_or_some_days_after_its_edition():
    assert offer(closes_at=LATER).closes(MORNING, 30) == LATER
    assert offer().closes(MORNING, 2) == MORNING + timedelta(days=2)


def test_the_world_is_told_neither_of_recruiters_nor_of_reasons():
    asked = offer(recruiter_codes=("Hiba", "Omar"), reason="Budget")
    assert asked.facts()["recruiters"] == 2
    assert not {"Hiba", "Budget"} & set(map(str, asked.facts().values()))
    assert "recruiter_codes" not in asked.facts()
    assert asked.tenant_facts()["recruiter_codes"] == ["Hiba", "Omar"]
