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
    holder = Organisation.registered("o2", {**SOTHERMA, "ice": "001523456000031"})
    with pytest.raises(Refused) as refused:
        registered().refuse_taken_ice(by=holder)
    assert refused.value.facts == {"organisation_id": "o2"}


def test_an_organisation_may_state_its_own_ice_again():
    registered().refuse_taken_ice(by=registered(ice="001523456000031"))


def test_a_free_ice_is_accepted():
    registered(ice="001523456000031").refuse_taken_ice(by=None)


AMAL = {"name": "Amal", "person_id": "p1", "email": "amal@entreprises.example", "language": "ar"}
DRISS = {"name": "Driss", "role": "RH"}


@pytest.mark.parametrize(
    ("contacts", "wrong"),
    [
        ([{"name": " "}], [("/contacts/0/name", "contact.unnamed")]),
        ([AMAL, {"name": "X", "email": "nobody"}], [("/contacts/1/email", "contact.email_malformed")]),
        ([{"name": "X", "language": "en"}], [("/contacts/0/language", "contact.language_unknown")]),
        ([AMAL, {**AMAL, "name": "AMAL"}], [("/contacts", "organisation.contact_repeated")]),
        ([{"name": f"N{number}"} for number in range(21)], [("/contacts", "organisation.contacts_too_many")]),
    ],
)
def test_a_wrong_contact_is_pointed_at(contacts, wrong):
    with pytest.raises(Invalid) as refused:
        registered(contacts=contacts)
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == wrong


def test_two_of_one_name_with_two_addresses_are_two():
    assert len(registered(contacts=[AMAL, {**AMAL, "email": "a@b.example"}]).contacts) == 2


def test_forgets_the_person_behind_one_of_its_contacts_and_keeps_the_others():
    organisation = registered(contacts=[AMAL, DRISS, {**AMAL, "email": "other@b.example"}])
    organisation.forget_contact("p1")
    assert [contact.name for contact in organisation.contacts] == ["Driss"]


def test_tells_a_person_of_their_own_line_only():
    told = registered(contacts=[AMAL, DRISS]).told_to("p1")
    assert [contact["name"] for contact in told["contacts"]] == ["Amal"]


def test_other_rooms_hear_nothing_of_its_contacts():
    assert "contacts" not in registered(contacts=[AMAL]).facts()


# changed


def test_only_what_is_stated_changes_and_is_told_with_its_value_before():
    organisation = registered(ice="001523456000031", contacts=[AMAL])
    changes = organisation.change({"name": {"fr": "Sotherma SA", "ar": "سوطيرما"}, "contacts": [AMAL, DRISS]})
    assert changes == {
        "name": [SOTHERMA["name"], {"fr": "Sotherma SA", "ar": "سوطيرما"}],
        "contacts": [1, 2],
    }
    assert (organisation.ice, organisation.sectors) == ("001523456000031", ("agriculture",))


def test_the_same_facts_change_nothing():
    assert registered().change(SOTHERMA) == {}


def test_an_ice_can_be_taken_back():
    assert registered(ice="001523456000031").change({"ice": None}) == {"ice": ["001523456000031", None]}


def test_a_change_is_as_strict_as_a_registration():
    with pytest.raises(Invalid):
        registered().change({"ice": "12"})


# merged


def two(first=None, second=None):
    survivor, duplicate = registered(**first or {}), registered(**second or {})
    duplicate.id = "o2"
    return survivor, duplicate


ONE_ICE, OTHER_ICE = "001523456000031", "001523456000032"


def test_what_only_the_duplicate_knew_is_taken_over_and_the_duplicate_leads_to_the_other():
    survivor, duplicate = two({"contacts": [AMAL]}, {"contacts": [AMAL, DRISS], "sectors": ["digital"], "ice": ONE_ICE})
    survivor.absorb(duplicate)
    assert [contact.name for contact in survivor.contacts] == ["Amal", "Driss"]
    assert (survivor.sectors, survivor.ice) == (("agriculture", "digital"), ONE_ICE)
    assert (duplicate.merged_into, duplicate.ice, len(duplicate.contacts)) == ("o1", ONE_ICE, 2)


@pytest.mark.parametrize(
    ("first", "second", "stated", "ice"),
    [
        (None, None, None, None),
        (ONE_ICE, None, None, ONE_ICE),
        (None, ONE_ICE, None, ONE_ICE),
        (ONE_ICE, OTHER_ICE, OTHER_ICE, OTHER_ICE),
        (ONE_ICE, OTHER_ICE, ONE_ICE, ONE_ICE),
    ],
)
def test_the_ice_of_both(first, second, stated, ice):
    survivor, duplicate = two({"ice": first}, {"ice": second})
    survivor.absorb(duplicate, stated)
    assert survivor.ice == ice


def refused_merges():
    survivor, duplicate = two({"ice": ONE_ICE}, {"ice": OTHER_ICE})
    yield "organisation.ices_differ", survivor, duplicate, None
    yield "organisation.ice_of_neither", survivor, duplicate, "001523456000033"
    yield "organisation.merged_with_itself", survivor, survivor, None
    yield "organisation.kinds_differ", *two({}, {"kind": "federation"}), None
    merged, other = two()
    other.absorb(merged)
    yield "organisation.already_merged", merged, other, None
    yield "organisation.already_merged", other, merged, None


@pytest.mark.parametrize(("code", "survivor", "duplicate", "ice"), list(refused_merges()))
def test_a_merge_is_refused(code, survivor, duplicate, ice):
    before = survivor.record(), duplicate.record()
    with pytest.raises(Refused) as refused:
        survivor.absorb(duplicate, ice)
    assert (refused.value.code, survivor.record(), duplicate.record()) == (code, *before)


def test_one_that_was_merged_is_not_changed_any_more():
    survivor, duplicate = two()
    survivor.absorb(duplicate)
    with pytest.raises(Refused, match="already_merged"):
        duplicate.change({"sectors": []})


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
