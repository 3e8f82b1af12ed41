"""The partners' room on a real broker and database: what is said is kept, told once, and only to its tenant."""

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from tests.integration.partners.links import sign, signatory
from tests.integration.running import FES, RABAT

FNBTP = {"kind": "federation", "name": {"fr": "FNBTP", "ar": "الجامعة"}, "sectors": ["building"]}


def register(partners, **facts):
    return partners.ask("register_organisation", facts={**FNBTP, **facts})["id"]


def draft(partners, *organisations, **facts):
    parties = [{"organisation_id": party} for party in ("directorate", *organisations)]
    promise = {"kind": "hires", "owner": organisations[0], "quantity": 20, "unit": "hires", "due_on": "2030-01-01"}
    complete = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"},
        "parties": parties,
        "commitments": [promise],
        "starts_on": "2026-05-04",
    }
    return partners.ask("draft_agreement", facts={**complete, **facts})["id"]


def in_force(partners, organisation):
    agreement = draft(partners, organisation)
    partners.ask("approve_agreement", agreement_id=agreement)
    partners.ask("send_for_signature", agreement_id=agreement)
    sign(partners, agreement, "directorate", organisation)
    return agreement


def test_an_agreement_in_force_makes_its_organisation_a_partner(partners):
    organisation = register(partners)
    assert partners.ask("get_organisation", organisation_id=organisation)["partner"] is False
    agreement = in_force(partners, organisation)
    assert partners.ask("get_agreement", agreement_id=agreement)["state"] == "in_force"
    assert partners.ask("get_organisation", organisation_id=organisation)["partner"] is True
    assert [one["partner"] for one in partners.ask("list_organisations")["items"]] == [True]


def test_each_step_is_told_once_with_the_facts_at_that_step(partners):
    organisation = register(partners)
    in_force(partners, organisation)
    assert [told.facts["name"] for told in partners.told("partners.organisation_registered.v1")] == [FNBTP["name"]]
    assert [told.facts["state"] for told in partners.told("partners.agreement_drafted.v1")] == ["draft"]
    assert [told.version for told in partners.told("partners.agreement_sent_for_signature.v1")] == [3]
    parties = [told.facts["organisation_id"] for told in partners.told("partners.agreement_party_signed.v1")]
    assert parties == ["directorate", organisation]
    assert [told.version for told in partners.told("partners.agreement_in_force.v1")] == [5]


def test_what_is_read_is_what_was_answered(partners):
    organisation = partners.ask("register_organisation", facts={**FNBTP, "contacts": [{"name": "Amal"}]})
    assert partners.ask("get_organisation", organisation_id=organisation["id"]) == organisation
    need = {"organisation_id": organisation["id"], "skill": "building.tiling", "level": 2, "headcount": 4}
    stated = partners.ask("state_skill_need", facts={**need, "horizon": "2030-01-01"})
    listed = partners.ask("list_skill_needs", organisation_id=organisation["id"])["items"]
    assert [{**one, "stated_at": None} for one in listed] == [{**stated, "stated_at": None}]
    assert [told.facts["skill"] for told in partners.told("partners.skill_need_stated.v1")] == ["building.tiling"]


@pytest.mark.parametrize("repeats", [2, 3])
def test_a_repeated_command_happens_once(partners, repeats):
    answers = [partners.ask("register_organisation", key="k1", facts=FNBTP) for _ in range(repeats)]
    assert all(answer == answers[0] for answer in answers)
    assert len(partners.told("partners.organisation_registered.v1")) == 1


def refused_steps(partners):
    organisation, other = register(partners, ice="001523456000031"), register(partners)
    unsigned, bare = draft(partners, organisation), draft(partners, organisation, commitments=[])
    yield Refused, "agreement.step_not_allowed", lambda: sign(partners, unsigned, organisation)
    yield Refused, "agreement.incomplete", lambda: partners.ask("approve_agreement", agreement_id=bare)
    yield Invalid, "agreement.invalid", lambda: draft(partners, "nobody")
    yield Refused, "organisation.ice_taken", lambda: register(partners, ice="001523456000031")
    yield Invalid, "sector.unknown", lambda: register(partners, sectors=["magic"])
    need = {"organisation_id": other, "agreement_id": unsigned, "skill": "building.tiling", "level": 1, "headcount": 1}
    facts = {**need, "horizon": "2030-01-01"}
    yield Refused, "agreement.not_a_party", lambda: partners.ask("state_skill_need", facts=facts)
    yield NotFound, "agreement.not_found", lambda: draft(partners, organisation, kind="convention", parent_id="a0")


def test_a_refusal_changes_nothing(partners):
    for error, code, step in refused_steps(partners):
        before = partners.holds()
        with pytest.raises(error) as refused:
            step()
        assert (refused.value.code, partners.holds()) == (code, before)


def test_a_convention_stands_under_its_framework(partners):
    organisation = register(partners)
    framework = in_force(partners, organisation)
    convention = draft(partners, organisation, kind="convention", parent_id=framework)
    assert partners.ask("get_agreement", agreement_id=convention)["parent_id"] == framework


def test_another_tenant_sees_and_changes_nothing(partners):
    organisation = register(partners, ice="001523456000031")
    agreement = draft(partners, organisation)
    need = {
        "organisation_id": organisation,
        "skill": "building.tiling",
        "level": 1,
        "headcount": 1,
        "horizon": "2030-01-01",
    }
    partners.ask("state_skill_need", facts=need)
    partners.ask("add_sector", code="aeronautics", name={"fr": "Aéronautique", "ar": "الطيران"})
    for method in ("list_organisations", "list_agreements", "list_skill_needs"):
        assert partners.ask(method, tenant=RABAT)["items"] == []
    assert len(partners.ask("list_sectors", tenant=RABAT)) == 10
    foreign = [
        ("get_organisation", {"organisation_id": organisation}),
        ("get_agreement", {"agreement_id": agreement}),
        ("approve_agreement", {"agreement_id": agreement}),
        ("send_for_signature", {"agreement_id": agreement}),
        ("request_signature", {"agreement_id": agreement, "facts": signatory(organisation)}),
        ("state_skill_need", {"facts": need}),
    ]
    before = partners.holds()
    for method, arguments in foreign:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert partners.holds() == before


def test_two_tenants_may_know_the_same_ice_and_sector(partners):
    for tenant in (FES, RABAT):
        partners.ask("register_organisation", tenant=tenant, facts={**FNBTP, "ice": "001523456000031"})
        partners.ask("add_sector", tenant=tenant, code="aeronautics", name={"fr": "Aéronautique", "ar": "الطيران"})
        assert len(partners.ask("list_sectors", tenant=tenant)) == 11


def test_lists_go_on_where_the_page_before_ended(partners):
    ids = [register(partners) for _ in range(5)]
    seen, after = [], None
    while True:
        page = partners.ask("list_organisations", after=after, limit=2)
        seen += [one["id"] for one in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == ids


def test_an_erasure_in_one_tenant_leaves_the_other_alone(partners):
    organisation = register(partners, contacts=[{"name": "Amal", "person_id": "p1"}])
    partners.has_handled(partners.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, tenant=RABAT))
    assert partners.ask("get_organisation", organisation_id=organisation)["contacts"][0]["name"] == "Amal"
