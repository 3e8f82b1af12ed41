"""A programme teaches what it says from the year it says; only a decision changes it, and never for those who began."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.partners.domain.curriculum_change import CurriculumChange, Step
from services.partners.domain.programme import Programme, require_institute

MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
SECTORS = {"building", "digital"}
WORKS = {
    "institute_id": "isbtp",
    "code": "TS-CT",
    "title": {"fr": "Conducteur de travaux", "ar": "مسير الأشغال"},
    "sector": "building",
    "level": "technicien_specialise",
    "places": 60,
    "since": 2024,
    "skills": [{"skill": "building.site-management", "level": 3}, {"skill": "building.drafting", "level": 2}],
}
BIM = {"action": "add", "skill": "building.bim", "level": 4}
RAISED = {"action": "raise", "skill": "building.site-management", "level": 4}
DROPPED = {"action": "remove", "skill": "building.drafting"}


def programme(**facts):
    return Programme.opened("p1", {**WORKS, **facts}, SECTORS)


def proposed(*steps, on=None, **facts):
    complete = {
        "steps": list(steps),
        "reason": "Compétences émergentes de la journée du digital",
        "origin": {"kind": "edition", "id": "digital-day-4"},
        "from_year": 2026,
    }
    return CurriculumChange.proposed("c1", on or programme(), {**complete, **facts}, at=MAY)


def taught_in(one, year):
    return {taught.skill: taught.level for taught in one.skills_in(year)}


def pointed_at(refused):
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


# offered


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"sector": "magic"}, "/sector", "sector.unknown"),
        ({"level": "doctorat"}, "/level", "programme.level_unknown"),
        ({"places": 0}, "/places", "programme.places_too_few"),
        ({"since": 1999}, "/since", "programme.year_unknown"),
        ({"skills": []}, "/skills", "programme.without_skills"),
        ({"skills": [{"skill": "a", "level": 5}]}, "/skills/0/level", "skill.level_unknown"),
        ({"skills": [WORKS["skills"][0]] * 2}, "/skills/1/skill", "programme.skill_repeated"),
        ({"agreement_id": "a1"}, "/partner_id", "programme.half_a_design"),
        ({"partner_id": "o1"}, "/partner_id", "programme.half_a_design"),
    ],
)
def test_an_offer_is_refused(wrong, pointer, code):
    with pytest.raises(Invalid) as refused:
        programme(**wrong)
    assert pointed_at(refused) == [(pointer, code)]


@pytest.mark.parametrize("kind", ["company", "federation", "institution"])
def test_only_an_institute_offers_programmes(kind):
    require_institute("institute")
    with pytest.raises(Refused, match="Only an institute"):
        require_institute(kind)


def test_is_taught_from_its_first_year_on():
    assert taught_in(programme(), 2023) == {}
    assert taught_in(programme(), 2024) == {"building.site-management": 3, "building.drafting": 2}


def test_is_described_otherwise_without_teaching_otherwise():
    one = programme()
    one.describe({"title": WORKS["title"], "sector": "digital", "level": "technicien", "places": 30}, SECTORS)
    assert (one.sector, one.level, one.places, one.taught) == ("digital", "technicien", 30, programme().taught)
    with pytest.raises(Invalid):
        one.describe({"title": WORKS["title"], "sector": "magic", "level": "technicien", "places": 30}, SECTORS)


# learnt


def test_enrolment_is_known_by_year_and_replaced_when_stated_again():
    one = programme()
    one.state_enrolment(2025, 41)
    one.state_enrolment(2024, 55, places=55)
    one.state_enrolment(2025, 57)
    assert [(known.year, known.enrolled, known.places) for known in one.enrolments] == [(2024, 55, 55), (2025, 57, 60)]


def test_more_may_be_enrolled_than_there_are_places():
    assert programme().state_enrolment(2025, 66).enrolled == 66


@pytest.mark.parametrize(
    ("year", "enrolled", "places", "code"),
    [
        (2023, 10, None, "enrolment.before_programme"),
        (2101, 10, None, "enrolment.before_programme"),
        (2025, -1, None, "enrolment.negative"),
        (2025, 3, 0, "programme.places_too_few"),
    ],
)
def test_an_enrolment_is_refused(year, enrolled, places, code):
    with pytest.raises(Invalid) as refused:
        programme().state_enrolment(year, enrolled, places)
    assert [fault["code"] for fault in refused.value.errors] == [code]


def test_an_enrolment_supplies_the_skills_of_its_year():
    one = programme()
    one.change_from(2026, [Step(**BIM)])
    supplies = [one.supply_in(one.state_enrolment(year, 50)) for year in (2025, 2026)]
    assert [len(supply["skills"]) for supply in supplies] == [2, 3]
    assert supplies[1]["skills"][-1] == {"skill": "building.bim", "level": 4}


# changed


def test_an_adopted_change_is_taught_from_its_year_and_not_before():
    one, change = programme(), proposed(BIM, RAISED, DROPPED)
    change.decide("d1", "isbtp", adopted=True, at=MAY)
    one.change_from(change.taught_from, change.steps)
    assert taught_in(one, 2025) == {"building.site-management": 3, "building.drafting": 2}
    assert taught_in(one, 2026) == {"building.site-management": 4, "building.bim": 4}


def test_a_decision_that_comes_late_changes_nothing_for_those_who_have_begun():
    change = proposed(BIM)
    change.decide("d1", "isbtp", adopted=True, at=datetime(2027, 1, 5, tzinfo=UTC))
    assert change.taught_from == 2027


def test_what_was_removed_may_come_back():
    one = programme()
    one.change_from(2026, [Step("remove", "building.drafting")])
    one.change_from(2028, [Step("add", "building.drafting", 3)])
    assert [taught_in(one, year).get("building.drafting") for year in (2025, 2026, 2027, 2028)] == [2, None, None, 3]


def test_a_change_from_an_earlier_year_replaces_a_later_one():
    one = programme()
    one.change_from(2028, [Step("add", "building.bim", 3)])
    one.change_from(2026, [Step("add", "building.bim", 4)])
    assert [taught_in(one, year).get("building.bim") for year in (2025, 2026, 2028)] == [None, 4, 4]


steps = st.builds(Step, st.just("add"), st.sampled_from("abc"), st.integers(1, 4)) | st.builds(
    Step, st.just("remove"), st.sampled_from("abc")
)


@given(st.lists(st.tuples(st.integers(2024, 2030), steps), max_size=12))
def test_no_year_teaches_a_skill_twice_and_the_last_change_holds(changes):
    one = programme()
    for year, step in changes:
        one.change_from(year, [step])
        assert one.level_taught(step.skill, year) == step.level
    for year in range(2024, 2032):
        skills = [taught.skill for taught in one.skills_in(year)]
        assert len(skills) == len(set(skills))


@pytest.mark.parametrize(
    ("steps", "facts", "pointer", "code"),
    [
        ([{**BIM, "action": "burn"}], {}, "/steps/0/action", "curriculum_change.action_unknown"),
        ([{**BIM, "skill": "building.drafting"}], {}, "/steps/0/skill", "curriculum_change.taught_already"),
        ([{**DROPPED, "skill": "building.bim"}], {}, "/steps/0/skill", "curriculum_change.not_taught"),
        ([{**RAISED, "skill": "building.bim"}], {}, "/steps/0/skill", "curriculum_change.not_taught"),
        ([{**RAISED, "level": 3}], {}, "/steps/0/level", "curriculum_change.not_raised"),
        ([{**BIM, "level": 5}], {}, "/steps/0/level", "skill.level_unknown"),
        ([{**BIM, "level": None}], {}, "/steps/0/level", "skill.level_unknown"),
        ([{**DROPPED, "level": 2}], {}, "/steps/0/level", "curriculum_change.level_of_removed"),
        ([BIM, BIM], {}, "/steps/1/skill", "programme.skill_repeated"),
        ([], {}, "/steps", "curriculum_change.without_steps"),
        ([DROPPED, {**DROPPED, "skill": "building.site-management"}], {}, "/steps", "programme.without_skills"),
        ([BIM], {"from_year": 2025}, "/from_year", "curriculum_change.in_the_past"),
        ([BIM], {"origin": {"kind": "dream", "id": "x"}}, "/origin/kind", "curriculum_change.origin_unknown"),
        ([BIM], {"origin": {"kind": "edition"}}, "/origin/id", "curriculum_change.origin_unnamed"),
    ],
)
def test_a_proposal_is_refused(steps, facts, pointer, code):
    with pytest.raises(Invalid) as refused:
        proposed(*steps, **facts)
    assert pointed_at(refused) == [(pointer, code)]


def test_a_review_comes_from_nowhere_else():
    assert proposed(BIM, origin={"kind": "review"}).origin.id is None


def test_only_what_is_added_must_be_in_the_reference():
    assert proposed(DROPPED, BIM).new_skills() == [("/steps/1/skill", "building.bim")]


@pytest.mark.parametrize(("adopted", "state"), [(True, "adopted"), (False, "rejected")])
def test_a_committee_decides_once(adopted, state):
    change = proposed(BIM)
    change.decide("d1", "isbtp", adopted=adopted, at=MAY)
    assert (change.state, change.decision_id, change.is_adopted) == (state, "d1", adopted)
    for again in (lambda: change.decide("d2", "isbtp", adopted=True, at=MAY), lambda: change.withdraw(at=MAY)):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "curriculum_change.not_open"


def test_a_withdrawn_change_is_not_decided():
    change = proposed(BIM)
    change.withdraw(at=MAY)
    with pytest.raises(Refused, match="withdrawn"):
        change.decide("d1", "isbtp", adopted=True, at=MAY)


def test_a_committee_decides_on_its_own_institute_only():
    with pytest.raises(Refused, match="own institute"):
        proposed(BIM).decide("d1", "ista", adopted=True, at=MAY)


def test_one_change_awaits_its_decision_at_a_time():
    proposed(BIM).refuse_beside(None)
    with pytest.raises(Refused) as refused:
        proposed(BIM).refuse_beside(proposed(RAISED))
    assert refused.value.code == "curriculum_change.already_open"
