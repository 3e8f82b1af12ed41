"""Contacts of organisations with a stand are told once when their edition loses its day."""

import pytest

from tests.integration.running import RABAT
from tests.integration.told import sampled

CONTACT = {"name": "Amal Bennis", "email": "amal@sotherma.example", "language": "ar"}
NOTICE = "partners.edition_notice_given.v1"


@pytest.fixture
def exhibitor(partners):
    facts = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}, "contacts": [CONTACT]}
    return partners.ask("register_organisation", facts=facts)["id"]


def loses_its_day(partners, change, exhibitors, **circumstances):
    type = f"events.edition_{change}.v1"
    message = partners.hear(type, "e1", sampled(type, id="e1", exhibitors=exhibitors), version=4, **circumstances)
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
