"""The fashion show: its creators meet companies that bring no job, at the tables and slots of any timetable."""

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from tests.integration.matching.conftest import MORNING, TILER, Forum
from tests.integration.running import RABAT
from tests.integration.told import sampled

PUBLISHED = "matching.timetable_published.v1"
HELD, RECORDED = "matching.interview_held.v1", "matching.interview_recorded.v1"
BROUGHT = {
    "kind": "creators_meeting",
    "edition_id": "e1",
    "title": {"fr": "Capsule amazighe", "ar": "مجموعة أمازيغية"},
    "sector": "textile",
}


def enters(show, person, version=1, category="creator", state="confirmed", edition="e1"):
    told = {"id": f"r-{person}", "edition_id": edition, "person_id": person, "category": category, "state": state}
    facts = sampled("events.registration_confirmed.v1", **told, registered_at=MORNING)
    facts |= {"institute_id": None, "sector": None, "level": None}
    show.hear("events.registration_confirmed.v1", told["id"], facts, version=version)


def opens_for_fashion(show, version=3, edition="e1"):
    facts = sampled("events.edition_opened.v1", id=edition, starts_at=MORNING, ends_at=MORNING, sectors=["textile"])
    show.hear("events.edition_opened.v1", edition, facts, version=version)


def brings(show, organisation="g1", **facts):
    return show.ask("publish_offer", facts={**BROUGHT, "organisation_id": organisation, **facts})["id"]


@pytest.fixture
def show(hall):
    opens_for_fashion(hall)
    hall.settle()
    for person in ("p1", "p2", "p3"):
        enters(hall, person)
    enters(hall, "p4", category="visitor")
    hall.settle()
    hall.ask("complete_profile", candidate_id="p4", facts={**TILER, "sectors": ["textile"]})
    brings(hall, "g1")
    brings(hall, "g2")
    return hall


def test_creators_meet_companies_and_nobody_else_does(show):
    run = show.timetable()
    met = show.interviews()
    assert {one["candidate_id"] for one in met} == {"p1", "p2", "p3"}
    assert {one["kind"] for one in met} == {"creators_meeting"}
    assert run["figures"]["with_interview"] == 3
    told = {message.facts["candidate_id"]: message.facts["interviews"] for message in show.room.told(PUBLISHED)}
    assert {one["kind"] for agenda in told.values() for one in agenda} == {"creators_meeting"}


def test_a_job_and_a_meeting_stand_side_by_side(show):
    show.offer("g1", sector="textile")
    show.timetable(slots_per_day=8)
    kinds = {(one["candidate_id"] == "p4", one["kind"]) for one in show.interviews()}
    assert kinds == {(False, "creators_meeting"), (True, "interview")}


def test_matches_are_told_to_those_whom_the_kind_is_open_to(show):
    offer = show.ask("list_offers")["items"][0]["id"]
    assert {one["candidate_id"] for one in show.ask("matches_of_offer", offer_id=offer)["items"]} == {"p1", "p2", "p3"}
    assert len(show.ask("matches_of_candidate", candidate_id="p1")["items"]) == 2
    assert show.ask("matches_of_candidate", candidate_id="p4")["items"] == []
    assert show.ask("why", candidate_id="p4", offer_id=offer)["code"] == "not_admitted"


def test_a_meeting_held_is_told_with_its_kind_and_no_job_follows(show):
    show.timetable()
    interview = show.held()
    (told,) = show.room.told(HELD)
    (outside,) = show.room.told(RECORDED)
    assert [one.facts["kind"] for one in (told, outside)] == ["creators_meeting"] * 2
    assert outside.facts["state"] == "held"
    with pytest.raises(Refused) as refused:
        show.hiring(interview)
    assert refused.value.code == "hiring.kind_without_job"
    assert show.room.database.hirings.count_documents({}) == 0


def test_an_edition_heard_of_last_still_gives_its_sectors(hall):
    enters(hall, "p1", edition="e2")
    hall.settle()
    with pytest.raises(NotFound):
        hall.ask("get_profile", candidate_id="p1")
    opens_for_fashion(hall, edition="e2")
    hall.settle()
    profile = hall.ask("get_profile", candidate_id="p1")
    assert (profile["sectors"], profile["training_level"]) == (["textile"], "specialisation")


@pytest.mark.parametrize("creator_first", [True, False])
def test_a_creator_who_seeks_a_job_too_is_known_by_their_training(hall, creator_first):
    def seeks():
        facts = {"id": "r-p1-e1", "edition_id": "e1", "person_id": "p1", "category": "candidate", "state": "confirmed"}
        facts |= {"registered_at": MORNING, "institute_id": None, "sector": "textile", "level": "technicien"}
        told = sampled("events.registration_confirmed.v1", **facts)
        hall.hear("events.registration_confirmed.v1", "r-p1-e1", told)
        hall.settle()

    def shows():
        opens_for_fashion(hall, edition="e2")
        hall.settle()
        enters(hall, "p1", edition="e2")
        hall.settle()

    for register in (shows, seeks) if creator_first else (seeks, shows):
        register()
    assert hall.ask("get_profile", candidate_id="p1")["training_level"] == "technicien"


def test_a_run_keeps_creators_under_pseudonyms(show):
    show.timetable()
    record = show.room.database.run_records.find_one({})
    assert show.ask("rerun_timetable", run_id=record["_id"])["same"]


def test_an_offer_that_is_no_job_is_no_demand(show):
    brings(show, wished=[{"code": "tiling", "level": 2}])
    skills = show.ask("observatory", sector=None, limit=50)["skills"]
    assert [one["demand"] for one in skills] == [0]


def test_an_unknown_kind_changes_nothing(show):
    before = show.room.holds()
    with pytest.raises(Invalid) as refused:
        brings(show, kind="speed_dating")
    assert refused.value.errors[0]["pointer"] == "/kind"
    assert show.room.holds() == before


def test_the_other_tenant_s_creators_are_not_asked(show):
    elsewhere = Forum(show.room, tenant=RABAT)
    enters(elsewhere, "p9")
    elsewhere.settle()
    offer = show.ask("list_offers")["items"][0]["id"]
    assert "p9" not in {one["candidate_id"] for one in show.ask("matches_of_offer", offer_id=offer)["items"]}
    with pytest.raises(NotFound):
        elsewhere.ask("matches_of_offer", offer_id=offer)
