"""What one tenant knows the other does not, and what was known of an erased person nobody knows any more."""

from datetime import UTC, datetime

import pytest
from pymongo.errors import DuplicateKeyError, OperationFailure

from multaqa.errors import NotFound, Refused
from multaqa.store.client import Document
from services.matching import store
from services.matching.domain import Candidate, Profile
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.running import FES, RABAT

SPRING = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def elsewhere(forum):
    return Forum(forum.room, tenant=RABAT)


def calls(forum):
    """Every call that names something of the tenant, with what it names."""
    forum.timetable()
    offer = forum.ask("list_offers")["items"][0]["id"]
    hiring = forum.hiring()
    interview = {"interview_id": hiring["interview_id"]}
    yield "get_profile", {"candidate_id": "p1"}
    yield "matches_of_candidate", {"candidate_id": "p1"}
    yield "get_offer", {"offer_id": offer}
    yield "matches_of_offer", {"offer_id": offer}
    facts = {"starts_at": "2026-05-04T09:00:00+01:00", "slot_minutes": 15, "slots_per_day": 4}
    yield "request_timetable", {"edition_id": "e1", "facts": facts}
    yield "get_timetable_run", {"run_id": forum.interviews()[0]["run_id"]}
    yield "record_outcome", {**interview, "facts": {"outcome": "held"}}
    yield "offer_hiring", {"facts": {**interview, "contract": "permanent", "starts_on": "2026-01-05"}}
    for method in ("accept_hiring", "decline_hiring"):
        yield method, {"hiring_id": hiring["id"]}
    yield "withdraw_hiring", {"hiring_id": hiring["id"], "reason": "x"}
    yield "correct_outcome", {**interview, "facts": {"outcome": "not_held"}}
    yield "change_offer", {"offer_id": offer, "facts": {"headcount": 2}}
    yield "close_offer", {"offer_id": offer, "reason": "x"}
    yield "confirm_hiring", {"hiring_id": hiring["id"], "months": 3}


def test_another_tenant_reaches_nothing(forum, elsewhere):
    for method, arguments in calls(forum):
        before = forum.room.holds()
        with pytest.raises(NotFound):
            elsewhere.ask(method, **arguments)
        assert forum.room.holds() == before, method


def test_another_tenant_counts_and_lists_nothing(forum, elsewhere):
    forum.timetable()
    forum.ask("accept_hiring", hiring_id=forum.hiring()["id"])
    for method, asked in {
        "list_offers": {},
        "list_hirings": {},
        "list_interviews": {"edition_id": "e1"},
        "interviews_of_candidate": {"candidate_id": "p1"},
    }.items():
        assert elsewhere.ask(method, **asked)["items"] == []
    figures = elsewhere.ask("insertion", edition_id="e1")
    assert (figures["hired"], figures["denominator"]) == (0, 0)
    assert elsewhere.ask("insertions")["items"] == []
    assert not any(elsewhere.ask("export_person", person_id="p1").values())


def test_both_tenants_may_know_the_same_person(forum, elsewhere):
    elsewhere.ask("complete_profile", candidate_id="p1", facts={**TILER, "sectors": ["digital"]})
    assert elsewhere.ask("get_profile", candidate_id="p1")["sectors"] == ["digital"]
    assert forum.ask("get_profile", candidate_id="p1")["sectors"] == ["building"]


def test_an_erasure_elsewhere_leaves_this_tenant_alone(forum, elsewhere):
    elsewhere.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2)
    elsewhere.settle()
    assert forum.ask("get_profile", candidate_id="p1")["candidate_id"] == "p1"


def erased(forum, person="p1"):
    forum.hear("directory.person_erased.v1", person, {"person_id": person}, version=9)
    forum.settle()


def rows_that_name(forum, person):
    database = forum.room.database
    kept = ("candidates", "registrations", "interviews", "hirings", "offers", "timetable_runs")
    return [name for name in kept for row in database[name].find({}) if person in row.values()]


def test_an_erased_person_is_named_nowhere_and_still_counted(forum):
    forum.timetable()
    interview = forum.ask("interviews_of_candidate", candidate_id="p1")["items"][0]["id"]
    forum.ask("record_outcome", interview_id=interview, facts={"outcome": "held"})
    hiring = forum.hiring(interview)
    forum.ask("accept_hiring", hiring_id=hiring["id"])
    forum.registers("p1", state="checked_in", version=4, institute_id="i1")
    forum.settle()
    before = forum.ask("insertion", edition_id="e1")
    assert before["denominator"] == 3
    erased(forum)
    assert rows_that_name(forum, "p1") == []
    assert not any(forum.ask("export_person", person_id="p1").values())
    figures = forum.ask("insertion", edition_id="e1")
    assert (figures["hired"], figures["denominator"]) == (1, before["denominator"])
    assert [(one["institute_id"], one["denominator"]) for one in figures["by_institute"]] == [("i1", 1), (None, 2)]
    assert len([one for one in forum.interviews() if one["candidate_id"] == hiring["pseudonym"]]) == 1


def test_what_came_of_an_interview_is_told_of_an_erased_person_under_the_same_pseudonym(forum):
    forum.timetable()
    interview = forum.ask("interviews_of_candidate", candidate_id="p1")["items"][0]["id"]
    forum.ask("record_outcome", interview_id=interview, facts={"outcome": "held"})
    erased(forum)
    forum.ask("correct_outcome", interview_id=interview, facts={"outcome": "not_held"})
    before, after = forum.room.told("matching.interview_recorded.v1")
    assert before.facts["pseudonym"] == after.facts["pseudonym"] != "p1"
    assert (before.version, after.version) == (2, 3)


def test_a_message_that_comes_after_the_erasure_brings_nobody_back(forum):
    erased(forum)
    person = {"person_id": "p1", "name_latin": "Salma", "email": "s@example.com", "language": "ar", "consents": []}
    forum.hear("directory.person_registered.v1", "p1", person, version=1)
    forum.registers("p1", version=5)
    forum.settle()
    assert rows_that_name(forum, "p1") == []
    with pytest.raises(Refused) as refused:
        forum.ask("complete_profile", candidate_id="p1", facts=TILER)
    assert refused.value.code == "candidate.erased"


def test_no_name_of_a_person_is_kept(forum):
    person = {"person_id": "p4", "name_latin": "Salma", "email": "s@example.com", "language": "ar", "consents": []}
    forum.hear("directory.person_registered.v1", "p4", person)
    forum.settle()
    row: Document = forum.room.database.persons.find_one({"_id": "p4"})
    assert set(row) == {"_id", "tenant", "source_version", "language", "consents"}


# the store's own promises


@pytest.mark.parametrize("taken", [{"table_id": "t1", "candidate_id": "p9"}, {"table_id": "t9", "candidate_id": "p1"}])
def test_the_database_itself_refuses_a_double_booking(matching, taken):
    row = {"edition_id": "e1", "slot": 0, "table_id": "t1", "candidate_id": "p1"}
    here = store.Interviews(matching.database, FES)
    here.rows.insert_one({"_id": "i1", **row})
    with pytest.raises(DuplicateKeyError):
        here.rows.insert_one({"_id": "i2", **row, **taken})
    store.Interviews(matching.database, RABAT).rows.insert_one({"_id": "i3", **row, **taken})


@pytest.mark.parametrize(
    "repository",
    [
        store.Candidates, store.ConfirmationLinks, store.Offers, store.TimetableRuns, store.Interviews,
        store.Hirings, store.Persons, store.Organisations, store.SkillNeeds, store.Programmes, store.Editions,
        store.Stands, store.Registrations, store.Sharing, store.ChoicesRows, store.Shortlists,
    ],
)  # fmt: skip
def test_a_repository_finds_counts_and_deletes_only_its_tenants_rows(matching, repository):
    repository(matching.database, FES).rows.insert_one({"_id": "x1", "edition_id": "e1"})
    foreign = repository(matching.database, RABAT)
    assert foreign.find("x1") is None
    assert foreign.count({}) == 0
    assert foreign.many({}) == []
    assert foreign.rows.delete_many({}).deleted_count == 0


def test_a_candidate_is_read_back_as_it_was_kept(matching):
    candidates = store.Candidates(matching.database, FES)
    kept = Candidate("c1", "p1", Profile.stated(TILER), hired_at=["e1"])
    candidates.save(kept)
    assert candidates.of_person("p1") == kept


@pytest.mark.parametrize("decides", [
    lambda rows: rows.plan_with("e1", "run-1"),
    lambda rows: rows.plan_with("e1", "run-1", {"p1"}),
    lambda rows: rows.decide_with("p1", "e1", SPRING),
])  # fmt: skip
@pytest.mark.parametrize("has_decided", [False, True], ids=["first", "again"])
def test_a_cancellation_in_the_instant_of_a_timetable_is_a_write_conflict(matching, decides, has_decided):
    """Also where the same run, at the same time, was noted on the row before."""
    client = matching.database.client
    facts = {"edition_id": "e1", "person_id": "p1", "state": "confirmed"}
    store.Registrations(matching.database, FES).put_if_newer("r1", 1, facts)
    if has_decided:
        decides(store.Registrations(matching.database, FES))
    with client.start_session() as planning, client.start_session() as cancelling:
        planning.start_transaction()
        decides(store.Registrations(matching.database, FES, planning))
        cancelling.start_transaction()
        with pytest.raises(OperationFailure) as lost:
            store.Registrations(matching.database, FES, cancelling).put_if_newer("r1", 2, {"state": "cancelled"})
    assert lost.value.has_error_label("TransientTransactionError")
