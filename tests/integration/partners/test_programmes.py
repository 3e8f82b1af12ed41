"""The training offer on a real broker and database, and the loop from an edition's skills to what is taught."""

from datetime import UTC, datetime

import pytest
from eventlet import GreenPool

from multaqa.errors import Invalid, NotFound, Refused
from tests.integration.partners.governing import call, decide, found, held_seat, in_session, institute
from tests.integration.partners.promising import in_force, register
from tests.integration.running import FES, RABAT

YEAR = datetime.now(UTC).year
TITLE = {"fr": "Conducteur de travaux", "ar": "مسير الأشغال"}
BIM = {"action": "add", "skill": "building.bim", "level": 4}
RAISED = {"action": "raise", "skill": "building.site-management", "level": 4}
ADAPTED = {
    "steps": [BIM, RAISED],
    "reason": "Compétences émergentes de la journée du digital",
    "origin": {"kind": "edition", "id": "digital-day-4"},
    "from_year": YEAR + 1,
}


@pytest.fixture
def isbtp(partners):
    return institute(partners)


def offered(partners, institute_id, tenant=FES, **facts):
    complete = {
        "institute_id": institute_id,
        "code": "TS-CT",
        "title": TITLE,
        "sector": "building",
        "level": "technicien_specialise",
        "places": 60,
        "since": YEAR - 2,
        "skills": [{"skill": "building.site-management", "level": 3}, {"skill": "building.drafting", "level": 2}],
    }
    return partners.ask("open_programme", tenant=tenant, facts={**complete, **facts})


def propose(partners, programme_id, **facts):
    return partners.ask("propose_curriculum_change", programme_id=programme_id, facts={**ADAPTED, **facts})


def taught_to_beginners(programme, year):
    return {
        taught["skill"]: taught["level"]
        for taught in programme["taught"]
        if taught["since"] <= year and (taught["until"] is None or year < taught["until"])
    }


def put_to_the_vote(partners, institute_id, change_id, **votes):
    committee = found(partners, institute_id)
    seats = [held_seat(partners, committee) for _ in range(2)]
    item = {"title": TITLE, "curriculum_change_id": change_id}
    return decide(partners, in_session(partners, committee, seats, item), **votes)


def test_a_programme_is_read_as_it_was_offered_and_told(partners, isbtp):
    programme = offered(partners, isbtp)
    assert partners.ask("get_programme", programme_id=programme["id"]) == programme
    assert taught_to_beginners(programme, YEAR) == {"building.site-management": 3, "building.drafting": 2}
    (told,) = partners.told("partners.programme_changed.v1")
    assert (told.subject, told.facts["code"], told.facts["places"]) == (programme["id"], "TS-CT", 60)


def test_programmes_are_listed_by_institute_sector_and_skill(partners, isbtp):
    works = offered(partners, isbtp)["id"]
    other = institute(partners)
    web = [{"skill": "digital.web-development", "level": 3}]
    developer = offered(partners, other, code="TS-DD", sector="digital", skills=web)["id"]

    def listed(**asked):
        return [one["id"] for one in partners.ask("list_programmes", **asked)["items"]]

    assert listed() == [works, developer]
    assert listed(institute_id=isbtp) == listed(sector="building") == listed(skill="building.drafting") == [works]
    assert listed(institute_id=other, sector="building") == []


def test_an_enrolment_is_told_as_a_supply_of_skills(partners, isbtp):
    programme = offered(partners, isbtp)["id"]
    partners.ask("state_enrolment", programme_id=programme, year=YEAR, enrolled=57)
    stated = partners.ask("state_enrolment", programme_id=programme, year=YEAR, enrolled=58)
    assert stated["enrolments"] == [{"year": YEAR, "enrolled": 58, "places": 60}]
    told = partners.told("partners.enrolment_stated.v1")
    assert [(one.version, one.facts["enrolled"], one.facts["offered"]) for one in told] == [(2, 57, 60), (3, 58, 60)]
    assert {"skill": "building.site-management", "level": 3} in told[-1].facts["skills"]


def test_a_programme_is_described_otherwise(partners, isbtp):
    programme = offered(partners, isbtp)
    facts = {"title": TITLE, "sector": "building", "level": "technicien", "places": 24}
    described = partners.ask("describe_programme", programme_id=programme["id"], facts=facts)
    assert described == {**programme, **facts}


def test_a_programme_is_designed_with_a_party_of_an_agreement_in_force(partners, isbtp):
    federation, stranger = register(partners), register(partners)
    agreement = in_force(partners, federation)
    designed = offered(partners, isbtp, agreement_id=agreement, partner_id=federation)
    assert (designed["agreement_id"], designed["partner_id"]) == (agreement, federation)
    with pytest.raises(Refused) as refused:
        offered(partners, isbtp, code="TS-X", agreement_id=agreement, partner_id=stranger)
    assert refused.value.code == "agreement.not_a_party"


def test_a_draft_binds_nobody_to_a_programme(partners, isbtp):
    federation = register(partners)
    parties = [{"organisation_id": "directorate"}, {"organisation_id": federation}]
    draft = partners.ask("draft_agreement", facts={"kind": "framework", "title": TITLE, "parties": parties})["id"]
    with pytest.raises(Refused) as refused:
        offered(partners, isbtp, agreement_id=draft, partner_id=federation)
    assert (refused.value.code, refused.value.facts["missing"]) == ("programme.agreement_not_in_force", ["in_force"])


# the loop from events to training


def test_what_a_committee_adopts_is_taught_from_its_year_on(partners, isbtp):
    programme = offered(partners, isbtp)["id"]
    change = propose(partners, programme)
    assert change["state"] == "proposed"
    decision = put_to_the_vote(partners, isbtp, change["id"], in_favour=2)
    adopted = partners.ask("get_curriculum_change", change_id=change["id"])
    assert (adopted["state"], adopted["decision_id"]) == ("adopted", decision["id"])
    changed = partners.ask("get_programme", programme_id=programme)
    assert taught_to_beginners(changed, YEAR) == {"building.site-management": 3, "building.drafting": 2}
    assert taught_to_beginners(changed, YEAR + 1) == {
        "building.site-management": 4,
        "building.drafting": 2,
        "building.bim": 4,
    }
    assert [told.version for told in partners.told("partners.programme_changed.v1")] == [1, 2]
    partners.ask("state_enrolment", programme_id=programme, year=YEAR + 1, enrolled=60)
    supplied = partners.told("partners.enrolment_stated.v1")[-1].facts["skills"]
    assert {"skill": "building.bim", "level": 4} in supplied


def test_what_a_committee_rejects_is_not_taught(partners, isbtp):
    programme = offered(partners, isbtp)
    change = propose(partners, programme["id"])["id"]
    put_to_the_vote(partners, isbtp, change, in_favour=0, against=2)
    assert partners.ask("get_curriculum_change", change_id=change)["state"] == "rejected"
    assert partners.ask("get_programme", programme_id=programme["id"]) == programme
    assert propose(partners, programme["id"])["state"] == "proposed"


def test_one_change_of_a_programme_awaits_its_decision_at_a_time(partners, isbtp):
    programme = offered(partners, isbtp)["id"]
    first = propose(partners, programme)["id"]
    with pytest.raises(Refused) as refused:
        propose(partners, programme)
    assert (refused.value.code, refused.value.facts["change_id"]) == ("curriculum_change.already_open", first)
    assert partners.ask("withdraw_curriculum_change", change_id=first)["state"] == "withdrawn"
    second = propose(partners, programme)["id"]
    listed = partners.ask("list_curriculum_changes", programme_id=programme, state="proposed")["items"]
    assert [one["id"] for one in listed] == [second]


def refusals(partners, isbtp):
    company, programme = register(partners), offered(partners, isbtp)["id"]
    unknown = [{**BIM, "skill": "building.bimm"}]
    yield Refused, "programme.not_an_institute", lambda: offered(partners, company)
    yield Refused, "programme.code_taken", lambda: offered(partners, isbtp)
    yield Invalid, "skill.unknown", lambda: offered(partners, isbtp, code="X", skills=[{"skill": "x.y", "level": 1}])
    yield Invalid, "programme.invalid", lambda: offered(partners, isbtp, code="X", sector="magic")
    yield NotFound, "organisation.not_found", lambda: offered(partners, "nobody")
    yield Invalid, "skill.unknown", lambda: propose(partners, programme, steps=unknown)
    yield Invalid, "curriculum_change.invalid", lambda: propose(partners, programme, from_year=YEAR - 1)
    yield (
        NotFound,
        "skill_need.not_found",
        lambda: propose(partners, programme, origin={"kind": "skill_need", "id": "n"}),
    )


def test_a_refusal_changes_nothing(partners, isbtp):
    for error, code, step in refusals(partners, isbtp):
        before = partners.holds()
        with pytest.raises(error) as refused:
            step()
        assert (refused.value.code, partners.holds()) == (code, before)


def test_another_tenant_sees_and_changes_nothing(partners, isbtp):
    programme = offered(partners, isbtp)
    change = propose(partners, programme["id"])
    before = partners.holds()
    for method in ("list_programmes", "list_curriculum_changes"):
        assert partners.ask(method, tenant=RABAT)["items"] == []
    facts = {"title": TITLE, "sector": "building", "level": "technicien", "places": 1}
    for method, arguments in [
        ("get_programme", {"programme_id": programme["id"]}),
        ("describe_programme", {"programme_id": programme["id"], "facts": facts}),
        ("state_enrolment", {"programme_id": programme["id"], "year": YEAR, "enrolled": 1}),
        ("propose_curriculum_change", {"programme_id": programme["id"], "facts": ADAPTED}),
        ("get_curriculum_change", {"change_id": change["id"]}),
        ("withdraw_curriculum_change", {"change_id": change["id"]}),
    ]:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    with pytest.raises(NotFound):
        offered(partners, isbtp, tenant=RABAT, code="TS-X")
    assert partners.holds() == before
    assert partners.ask("get_programme", programme_id=programme["id"]) == programme


def test_a_committee_decides_on_its_own_institute_only(partners, isbtp):
    change = propose(partners, offered(partners, isbtp)["id"])["id"]
    with pytest.raises((Invalid, Refused)):
        call(partners, found(partners), {"title": TITLE, "curriculum_change_id": change})
    assert partners.ask("get_curriculum_change", change_id=change)["state"] == "proposed"


def test_of_two_changes_proposed_in_the_same_instant_one_awaits_its_decision(partners, isbtp):
    programme = offered(partners, isbtp)["id"]
    pool = GreenPool()
    proposals = [pool.spawn(outcome, propose, partners, programme) for _ in range(2)]
    codes = [proposal.wait() for proposal in proposals]
    assert sorted(codes) == ["curriculum_change.already_open", "proposed"]
    listed = partners.ask("list_curriculum_changes", programme_id=programme, state="proposed")["items"]
    assert len(listed) == 1


def outcome(step, *arguments):
    try:
        return step(*arguments)["state"]
    except Refused as refused:
        return refused.code
