"""A partner states its needs through a link, without an account: its own, within its tenant, until the link ends."""

from hashlib import sha256

import pytest

from multaqa.errors import NotFound, Refused
from tests.integration.partners.promising import in_force, register
from tests.integration.running import FES, RABAT

TILERS = {"skill": "building.tiling", "level": 2, "headcount": 4, "horizon": "2031-01-01"}


def invite(partners, organisation, **facts):
    invited = partners.ask("invite_skill_needs", organisation_id=organisation, facts=facts)
    asked = partners.told("partners.skill_needs_asked.v1")[-1]
    tenant, _, secret = asked.facts["token"].partition(".")
    assert (asked.subject, tenant) == (invited["id"], FES)
    return invited, sha256(secret.encode()).hexdigest()


@pytest.fixture
def fnbtp(partners):
    return register(partners)


def test_the_mail_goes_to_the_first_contact_with_an_address(partners, fnbtp):
    invite(partners, fnbtp)
    (asked,) = partners.told("partners.skill_needs_asked.v1")
    assert asked.facts["addressees"] == [{"name": "Amal Bennis", "email": "amal@fnbtp.example", "language": "fr"}]


def test_no_secret_is_kept_or_answered(partners, fnbtp):
    invited, digest = invite(partners, fnbtp)
    token = partners.told("partners.skill_needs_asked.v1")[0].facts["token"]
    kept = partners.database.skill_invitations.find_one({"_id": invited["id"]})
    assert kept["digest"] == digest
    assert token.partition(".")[2] not in f"{kept} {invited} {list(partners.database.commands.find())}"


def test_a_need_is_searched_for_stated_read_and_withdrawn_through_the_link(partners, fnbtp):
    invited, link = invite(partners, fnbtp)
    assert partners.ask("search_skills_by_link", link=link, text="carlage")["items"][0]["code"] == "building.tiling"
    need = partners.ask("state_need_by_link", link=link, facts=TILERS)
    assert (need["organisation_id"], need["source"]) == (fnbtp, "survey")
    read = partners.ask("read_needs_by_link", link=link)
    label = {"fr": "Pose de carrelage et de faïence", "ar": "وضع الزليج والبلاط"}
    assert (read["organisation_name"]["fr"], read["items"]) == ("FNBTP", [{**need, "label": label}])
    assert [told.facts["skill"] for told in partners.told("partners.skill_need_stated.v1")] == ["building.tiling"]
    partners.ask("withdraw_need_by_link", link=link, need_id=need["id"], reason="Erreur de saisie")
    assert partners.ask("read_needs_by_link", link=link)["items"] == []
    (listed,) = partners.ask("list_skill_invitations", organisation_id=fnbtp)["items"]
    assert listed == {**invited, "needs_stated": 1}


def test_a_need_asked_for_under_a_convention_comes_from_it(partners, fnbtp):
    agreement = in_force(partners, fnbtp)
    _, link = invite(partners, fnbtp, agreement_id=agreement)
    need = partners.ask("state_need_by_link", link=link, facts=TILERS)
    assert (need["source"], need["agreement_id"]) == ("convention", agreement)


def test_a_link_finds_the_needs_of_its_organisation_only(partners, fnbtp):
    other = register(partners)
    theirs = partners.ask("state_skill_need", facts={**TILERS, "organisation_id": other})
    _, link = invite(partners, fnbtp)
    assert partners.ask("read_needs_by_link", link=link)["items"] == []
    with pytest.raises(NotFound):
        partners.ask("withdraw_need_by_link", link=link, need_id=theirs["id"], reason="?")
    assert partners.ask("get_skill_need", need_id=theirs["id"])["withdrawn_at"] is None


def test_whose_need_it_is_is_not_for_the_sender_to_say(partners, fnbtp):
    other = register(partners)
    _, link = invite(partners, fnbtp)
    need = partners.ask("state_need_by_link", link=link, facts={**TILERS, "organisation_id": other})
    assert need["organisation_id"] == fnbtp


def closed_links(partners, fnbtp):
    replaced = invite(partners, fnbtp)[1]
    ended_id, ended = invite(partners, fnbtp)
    partners.ask("end_skill_invitation", invitation_id=ended_id["id"])
    return {"replaced": replaced, "ended": ended, "never given": "0" * 64}


@pytest.mark.parametrize("which", ["replaced", "ended", "never given", "of another tenant"])
def test_a_link_that_is_not_open_finds_nothing(partners, fnbtp, which):
    tenant = RABAT if which == "of another tenant" else FES
    link = invite(partners, fnbtp)[1] if tenant == RABAT else closed_links(partners, fnbtp)[which]
    before = partners.holds()
    for method, arguments in [
        ("read_needs_by_link", {}),
        ("search_skills_by_link", {"text": "carrelage"}),
        ("state_need_by_link", {"facts": TILERS}),
        ("withdraw_need_by_link", {"need_id": "n1", "reason": "?"}),
    ]:
        with pytest.raises(NotFound) as refused:
            partners.ask(method, tenant=tenant, link=link, **arguments)
        assert refused.value.code == "link.not_found"
    assert partners.holds() == before


def test_without_an_address_nobody_is_invited(partners):
    facts = {"kind": "company", "name": {"fr": "Sotherma", "ar": "سوطيرما"}}
    silent = partners.ask("register_organisation", facts=facts)["id"]
    with pytest.raises(Refused) as refused:
        partners.ask("invite_skill_needs", organisation_id=silent, facts={})
    assert refused.value.code == "skill_invitation.no_address"
    named = {"name": "Nadia", "email": "nadia@sotherma.example", "language": "ar"}
    assert invite(partners, silent, contact=named)[0]["organisation_id"] == silent


def test_another_tenant_neither_invites_nor_ends(partners, fnbtp):
    invited, _ = invite(partners, fnbtp)
    for method, arguments in [
        ("invite_skill_needs", {"organisation_id": fnbtp, "facts": {}}),
        ("end_skill_invitation", {"invitation_id": invited["id"]}),
    ]:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert partners.ask("list_skill_invitations", tenant=RABAT)["items"] == []
    assert partners.ask("list_skill_invitations")["items"] == [invited]
