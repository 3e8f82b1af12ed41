"""An invitation lets its organisation state needs, in its own name only, until it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain import Contact, LocalText, Organisation
from services.partners.domain.skill_invitation import MOST_NEEDS, SkillInvitation, addressee

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
AMAL = Contact("Amal", email="amal@sotherma.example", language="ar")
TILERS = {"skill": "building.tiling", "level": 2, "headcount": 4, "horizon": "2027-01-01"}


def organisation(*contacts):
    return Organisation("o1", "company", LocalText("Sotherma", "سوطيرما"), contacts=contacts)


def sent(**facts):
    return SkillInvitation.sent("i1", organisation(), facts, "d" * 64, at=NOON)


def test_is_open_for_a_month_unless_a_day_is_named():
    assert [sent().is_open(NOON + timedelta(days=days)) for days in (0, 29, 30)] == [True, True, False]


def test_is_open_until_the_end_of_the_day_named_in_morocco():
    invitation = sent(expires_on="2026-05-10")
    assert invitation.is_open(datetime(2026, 5, 10, 22, 59, tzinfo=UTC))
    assert not invitation.is_open(datetime(2026, 5, 10, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize("day", ["2026-05-03", "2026-12-01"])
def test_a_day_past_or_too_far_is_refused(day):
    with pytest.raises(Invalid) as refused:
        sent(expires_on=day)
    assert [fault["code"] for fault in refused.value.errors] == ["skill_invitation.expiry_out_of_range"]


def test_ends_once():
    invitation = sent()
    invitation.end(NOON)
    invitation.end(NOON + timedelta(hours=1))
    assert (invitation.ended_at, invitation.is_open(NOON)) == (NOON, False)


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        ({}, "survey"),
        ({"agreement_id": "a1"}, "convention"),
        ({"edition_id": "e1"}, "event"),
        ({"agreement_id": "a1", "edition_id": "e1"}, "event"),
    ],
)
def test_a_need_is_that_of_the_invited_and_comes_from_the_occasion(facts, source):
    taken = sent(**facts).take({**TILERS, "organisation_id": "somebody else", "source": "event"})
    assert (taken["organisation_id"], taken["source"], taken["skill"]) == ("o1", source, "building.tiling")


def test_a_link_states_so_many_needs_and_no_more():
    invitation = sent()
    for _ in range(MOST_NEEDS):
        invitation.take(TILERS)
    with pytest.raises(Refused, match="ask for another"):
        invitation.take(TILERS)
    assert invitation.needs_stated == MOST_NEEDS


def test_the_mail_goes_to_whom_it_names_or_to_the_first_contact_with_an_address():
    named = {"name": "Driss", "email": "driss@sotherma.example"}
    assert addressee(organisation(AMAL), named) == {**named, "language": "fr"}
    assert addressee(organisation(Contact("Nadia"), AMAL), None)["email"] == "amal@sotherma.example"


@pytest.mark.parametrize("contacts", [(), (Contact("Nadia"),)])
def test_without_an_address_nobody_is_invited(contacts):
    with pytest.raises(Refused) as refused:
        addressee(organisation(*contacts), None)
    assert refused.value.facts["missing"] == ["contact"]
