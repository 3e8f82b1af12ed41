"""A profile and an offer say only what matching can use."""

import pytest

from multaqa.errors import Invalid, Refused
from services.matching.domain import Offer, Profile
from tests.unit.matching.making import offer

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
