"""Meetings are of kinds: what each asks of an offer, whom it admits, and what may follow from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.matching.domain import Forum, Hiring, Offer, Scale, Table, Weights, plan
from services.matching.domain.kind import KINDS
from services.matching.domain.training import first_profile
from tests.unit.matching.making import MORNING, held, offer, profile

MEETING = {
    "kind": "creators_meeting",
    "organisation_id": "g1",
    "edition_id": "e1",
    "title": {"fr": "Capsule amazighe", "ar": "مجموعة أمازيغية"},
    "sector": "textile",
}
JOB = {"kind": "interview", "required": [{"code": "sewing", "level": 1}]}
JOB |= {"headcount": 1, "place": "Fès", "contract": "permanent"}
CREATOR = {"category": "creator", "state": "confirmed", "registered_at": MORNING}


def meeting(**asked):
    return Offer.published("m1", {**MEETING, **asked})


def pointers(facts):
    with pytest.raises(Invalid) as refused:
        Offer.published("m1", {**MEETING, **facts})
    return [fault["pointer"] for fault in refused.value.errors]


def test_a_creators_meeting_asks_nothing_of_a_job():
    told = meeting(wished=[{"code": "sewing", "level": 2}]).facts()
    assert [told[name] for name in ("required", "headcount", "place", "contract")] == [[], None, None, None]
    assert told["state"] == "published"


@pytest.mark.parametrize(("name", "value"), [*((one, JOB[one]) for one in JOB if one != "kind"), ("knock_outs", ["x"])])
def test_what_belongs_to_a_job_is_refused_for_a_meeting(name, value):
    assert pointers({name: value}) == [f"/{name}"]


@pytest.mark.parametrize("name", [one for one in JOB if one != "kind"])
def test_what_an_interview_needs_is_named(name):
    assert pointers({**JOB, name: None}) == [f"/{name}"]


def test_an_unknown_kind_is_refused():
    assert pointers({"kind": "speed_dating"}) == ["/kind"]


def test_an_offer_is_for_an_interview_unless_it_says_otherwise():
    assert Offer.published("o1", {**MEETING, **JOB, "kind": None}).kind == "interview"


def test_a_creator_without_a_skill_fits_a_company_of_their_sector():
    scale, creator = Scale(Weights()), first_profile(CREATOR, ["textile"])
    assert scale.may_meet(creator, meeting()) == 1.0
    assert scale.may_meet(creator, meeting(wished=[{"code": "sewing", "level": 2}])) == pytest.approx(0.6)
    assert scale.may_meet(creator, meeting(sector="building")) is None


def test_a_wished_skill_puts_who_holds_it_first():
    scale, wishing = Scale(Weights()), meeting(wished=[{"code": "sewing", "level": 2}])
    skilled = profile(("sewing", 2), sectors=("textile",))
    assert scale.may_meet(skilled, wishing) > scale.may_meet(first_profile(CREATOR, ["textile"]), wishing)


def test_what_a_creator_says_of_their_sector_goes_before_the_edition():
    assert first_profile({**CREATOR, "sector": "design"}, ["textile"]).sectors == ("design",)
    assert first_profile(CREATOR, ["textile"]).training_level == "specialisation"


@pytest.mark.parametrize("changed", [{"state": "cancelled"}, {"category": "visitor"}])
def test_nobody_else_is_given_a_profile(changed):
    assert first_profile({**CREATOR, **changed}, ["textile"]) is None


def test_without_a_sector_nothing_is_made_up():
    assert first_profile(CREATOR) is None


def test_no_job_is_offered_after_a_creators_meeting():
    with pytest.raises(Refused) as refused:
        Hiring.offered("h1", held(kind="creators_meeting"), "p", "permanent", MORNING.date(), MORNING)
    assert refused.value.code == "hiring.kind_without_job"


CATEGORIES = st.sampled_from(["candidate", "creator", None])


@st.composite
def mixed(draw):
    """A gathering with jobs and meetings at the same tables; some are registered as nothing that is known."""
    people = {f"p{n}": profile(("sewing", draw(st.integers(1, 3))), sectors=("textile",)) for n in range(8)}
    told = {name: draw(CATEGORIES) for name in people}
    offers = tuple(
        offer(("sewing", 1), id=f"o{n}", organisation_id=f"g{n % 3}", sector="textile")
        if draw(st.booleans())
        else Offer.published(f"o{n}", {**MEETING, "organisation_id": f"g{n % 3}"})
        for n in range(5)
    )
    tables = {f"g{n}": (Table(f"g{n}/1", "A"),) for n in range(3)}
    categories = {name: category for name, category in told.items() if category}
    return Forum(people, offers, tables, draw(st.integers(1, 4)), 2, Weights(), categories=categories)


@settings(max_examples=100, deadline=None)
@given(mixed())
def test_a_timetable_serves_all_kinds_and_admits_only_whom_a_kind_is_open_to(forum):
    met = plan(forum).meetings
    assert all(KINDS[one.offer.kind].is_open_to(forum.categories.get(one.candidate_id)) for one in met)
    seats = [(one.table.id, one.slot) for one in met] + [(one.candidate_id, one.slot) for one in met]
    assert len(set(seats)) == len(seats)


@settings(max_examples=50, deadline=None)
@given(mixed())
def test_all_creators_meet_somebody_where_there_is_room(forum):
    creators = {name for name, category in forum.categories.items() if category == "creator"}
    roomy = {name: tuple(Table(f"{name}/{n}", "A") for n in range(8)) for name in forum.tables}
    wide = Forum(forum.candidates, forum.offers, roomy, 10, 2, Weights(), categories=forum.categories)
    assert {one.candidate_id for one in plan(wide).meetings} >= creators
