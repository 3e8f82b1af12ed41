"""The history of runs: each kept, compared with another, and published again."""

import zlib

import pytest

from multaqa.errors import MultaqaError, NotFound
from multaqa.store.files import FileStore
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.running import RABAT
from tests.integration.told import sampled

PUBLISHED = "matching.timetable_published.v1"


def places(forum):
    return {(one["candidate_id"], one["organisation_id"], one["table"], one["starts_at"]) for one in forum.interviews()}


def restored(forum, run):
    return forum.ask("restore_timetable", run_id=run["id"])


def refusal(call, *arguments, **named):
    with pytest.raises(MultaqaError) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_runs_are_listed_and_compared(forum):
    first, second = forum.timetable(), forum.timetable(most_per_candidate=1)
    runs = forum.ask("list_timetable_runs", edition_id="e1")["items"]
    assert [(run["number"], run["figures"]["interviews"]) for run in runs] == [(1, 6), (2, 3)]
    compared = forum.ask("compare_timetable_runs", run_id=second["id"], other=first["id"])
    meetings = compared["meetings"]
    assert meetings["kept"] + meetings["moved"] == 3
    assert (meetings["gained"], meetings["lost"]) == (0, 3)
    assert (compared["before"]["id"], compared["after"]["id"]) == (first["id"], second["id"])
    assert {one["candidate_id"] for one in compared["persons"]} == {"p1", "p2", "p3"}
    assert {one["lost"] for one in compared["persons"]} == {1}


def test_what_is_kept_of_a_run_names_nobody(forum):
    run = forum.timetable()
    file = forum.room.database.run_records.find_one({"_id": run["id"]})["timetable_file"]
    text = zlib.decompress(b"".join(FileStore(forum.room.database, forum.tenant).open(file))).decode()
    assert '"p1"' not in text
    assert text.count("offer_id") == 6


def test_an_earlier_run_is_published_again_and_those_concerned_are_told(forum):
    first = forum.timetable()
    before = places(forum)
    forum.timetable(most_per_candidate=1)
    told = len(forum.room.told(PUBLISHED))
    again = restored(forum, first)
    assert (again["restores"], again["number"], again["state"]) == (first["id"], 3, "published")
    assert places(forum) == before
    newer = forum.room.told(PUBLISHED)[told:]
    assert {message.facts["candidate_id"]: len(message.facts["interviews"]) for message in newer} == {
        "p1": 2, "p2": 2, "p3": 2,
    }  # fmt: skip
    assert {message.version for message in newer} == {3}
    compared = forum.ask("compare_timetable_runs", run_id=again["id"], other=first["id"])
    assert compared["meetings"] == {"kept": 6, "moved": 0, "gained": 0, "lost": 0}
    assert refusal(forum.ask, "rerun_timetable", run_id=again["id"]) == "run_record.restored"


def test_who_cancelled_was_erased_and_tables_that_are_gone_are_left_out(forum):
    first = forum.timetable()
    forum.timetable(most_per_candidate=1)
    forum.registers("p1", state="cancelled", version=3)
    forum.hear("directory.person_erased.v1", "p2", {"person_id": "p2"}, version=9)
    stand = {"id": "stand-g2", "edition_id": "e1", "organisation_id": "g2", "label": "G2", "tables": 1}
    gone = sampled("events.stand_withdrawn.v1", **stand)
    forum.hear("events.stand_withdrawn.v1", "stand-g2", gone, version=2)
    forum.settle()
    again = restored(forum, first)
    assert {(person, company) for person, company, *_ in places(forum)} == {("p3", "g1")}
    assert (again["figures"]["interviews"], again["figures"]["with_interview"]) == (1, 1)
    erased = forum.ask("compare_timetable_runs", run_id=first["id"], other=first["id"])
    assert erased["meetings"]["kept"] == 6


def test_a_restored_run_waits_for_nothing_that_was_asked_before(forum):
    first = forum.timetable()
    waiting = forum.requested()
    again = restored(forum, first)
    ended = forum.ask("get_timetable_run", run_id=waiting["id"])["state"]
    assert ended in ("superseded", "published")
    assert again["number"] == 3


def test_nothing_is_restored_once_interviews_have_begun(forum):
    first = forum.timetable()
    forum.timetable()
    forum.held()
    before = forum.room.holds()
    assert refusal(restored, forum, first) == "timetable.underway"
    assert forum.room.holds() == before


def test_a_run_of_the_day_before_a_postponement_is_not_restored(forum):
    first = forum.timetable()
    later = {"starts_at": "2026-09-04T08:00:00+00:00", "ends_at": "2026-09-04T18:00:00+00:00"}
    facts = sampled("events.edition_postponed.v1", id="e1", **later)
    forum.hear("events.edition_postponed.v1", "e1", facts, version=5)
    forum.settle()
    assert refusal(restored, forum, first) == "timetable.of_another_day"


def test_a_run_without_a_timetable_is_neither_compared_nor_restored(forum):
    first, waiting = forum.timetable(), forum.requested()
    forum.timetable()
    superseded = forum.ask("get_timetable_run", run_id=waiting["id"])
    if superseded["state"] == "superseded":
        assert refusal(restored, forum, superseded) == "timetable.nothing_kept"
        code = refusal(forum.ask, "compare_timetable_runs", run_id=first["id"], other=waiting["id"])
        assert code == "timetable.nothing_kept"


def test_a_company_that_said_no_meanwhile_is_left_out(forum):
    first = forum.timetable()
    offer = forum.ask("list_offers", edition_id="e1", organisation_id="g1")["items"][0]["id"]
    forum.room.database.interview_requests.insert_one(
        {
            "_id": "q1", "tenant": forum.tenant, "version": 1, "edition_id": "e1", "offer_id": offer,
            "organisation_id": "g1", "candidate_id": "p1", "asked_by": "candidate", "slots": [], "state": "declined",
            "asked_at": "2026-01-01", "expires_at": "2026-01-01", "answered_at": "2026-01-01", "interview_id": None,
            "stands": False,
        }
    )  # fmt: skip
    restored(forum, first)
    assert ("p1", "g1") not in {(person, company) for person, company, *_ in places(forum)}


def test_another_tenant_sees_and_restores_no_run(forum):
    first, second = forum.timetable(), forum.timetable()
    elsewhere = Forum(forum.room, tenant=RABAT)
    elsewhere.ask("complete_profile", candidate_id="p1", facts=TILER)
    before = forum.room.holds()
    for call in (
        lambda: restored(elsewhere, first),
        lambda: elsewhere.ask("compare_timetable_runs", run_id=first["id"], other=second["id"]),
    ):
        with pytest.raises(NotFound):
            call()
    assert elsewhere.ask("list_timetable_runs", edition_id="e1")["items"] == []
    assert forum.room.holds() == before
