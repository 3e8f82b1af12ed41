"""An organisation is of a known kind, in known sectors, with an ICE that is one."""

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain import LocalText, Organisation, SectorList

SOTHERMA = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}, "sectors": ["agriculture"]}


def registered(**facts):
    return Organisation.registered("o1", {**SOTHERMA, **facts})


def test_an_ice_is_optional():
    assert registered().ice is None


@pytest.mark.parametrize("ice", ["00152345600003", "0015234560000312", "00152345600003A", "٠٠١٥٢٣٤٥٦٠٠٠٠٣١", ""])
def test_an_ice_has_fifteen_digits(ice):
    with pytest.raises(Invalid) as refused:
        registered(ice=ice)
    assert refused.value.errors[0]["code"] == "organisation.ice_malformed"


@pytest.mark.parametrize(
    ("wrong", "pointer"), [({"kind": "club"}, "/kind"), ({"sectors": ["digital", "digital"]}, "/sectors")]
)
def test_is_refused(wrong, pointer):
    with pytest.raises(Invalid) as refused:
        registered(**wrong)
    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]


def test_an_ice_belongs_to_one_organisation():
    with pytest.raises(Refused) as refused:
        registered().refuse_taken_ice(by=registered(ice="001523456000031"))
    assert refused.value.facts == {"organisation_id": "o1"}


def test_a_free_ice_is_accepted():
    registered(ice="001523456000031").refuse_taken_ice(by=None)


def test_forgets_the_person_behind_its_contact():
    organisation = registered(contact={"name": "Amal", "person_id": "p1"})
    organisation.forget_contact("p1")
    assert organisation.contact is None


def test_keeps_another_contact():
    organisation = registered(contact={"name": "Amal", "person_id": "p1"})
    organisation.forget_contact("p2")
    assert organisation.contact.name == "Amal"


def test_a_tenant_starts_with_the_ten_sectors():
    assert len(SectorList().sectors) == 10


def test_an_unknown_sector_is_pointed_at():
    with pytest.raises(Invalid) as refused:
        SectorList().require(["digital", "magic"])
    assert [fault["pointer"] for fault in refused.value.errors] == ["/sectors/1"]


def test_an_added_sector_is_known():
    sectors = SectorList()
    sectors.add("s1", "aeronautics", LocalText("Aéronautique", "الطيران"))
    sectors.require(["aeronautics", "digital"])


def test_a_sector_is_added_once():
    with pytest.raises(Refused, match="already in the list"):
        SectorList().add("s1", "digital", LocalText("Numérique", "الرقمنة"))
