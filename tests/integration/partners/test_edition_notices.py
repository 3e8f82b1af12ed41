"""Contacts of organisations with a stand are told once when their edition loses its day."""

import pytest

from tests.integration.running import RABAT
from tests.integration.told import sampled

CONTACT = {"name": "Amal Bennis", "email": "amal@sotherma.example", "language": "ar"}
INSTITUTE = {"name": "Direction ISTA", "email": "ista@fes.example", "language": "fr"}
NOTICE = "partners.edition_notice_given.v1"


@pytest.fixture
def exhibitor(partners):
    facts = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}, "contacts": [CONTACT]}
    return partners.ask("register_organisation", facts=facts)["id"]


def loses_its_day(partners, change, exhibitors, institute_ids=(), **circumstances):
    type = f"events.edition_{change}.v1"
    told = sampled(type, id="e1", exhibitors=exhibitors, institute_ids=list(institute_ids))
    message = partners.hear(type, "e1", told, version=4, **circumstances)
    partners.has_handled(message)
    return message


@pytest.mark.parametrize("change", ["postponed", "cancelled"])
def test_an_exhibitor_s_contacts_are_told_once(partners, exhibitor, change):
    message = loses_its_day(partners, change, [exhibitor])
    loses_its_day(partners, change, [exhibitor], id=message.id)
    (told,) = partners.told(NOTICE)
    assert (told.subject, told.facts["change"]) == ("e1", change)
    assert [(one["email"], one["language"]) for one in told.facts["addressees"]] == [("amal@sotherma.example", "ar")]


def test_where_nobody_has_a_stand_nobody_is_told(partners, exhibitor):
    loses_its_day(partners, "cancelled", [])
    loses_its_day(partners, "cancelled", [exhibitor], tenant=RABAT)
    assert partners.told(NOTICE) == []


@pytest.mark.parametrize("change", ["postponed", "cancelled"])
def test_an_institute_that_registered_a_class_is_told_too_and_once_where_it_has_a_stand(partners, exhibitor, change):
    facts = {"kind": "institute", "name": {"fr": "ISTA Fès", "ar": "المعهد"}, "contacts": [INSTITUTE]}
    institute = partners.ask("register_organisation", facts=facts)["id"]
    loses_its_day(partners, change, [exhibitor, institute], institute_ids=[institute])
    (told,) = partners.told(NOTICE)
    assert sorted(one["email"] for one in told.facts["addressees"]) == ["amal@sotherma.example", "ista@fes.example"]
