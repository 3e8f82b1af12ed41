"""Who was hired is asked by mail whether they are still there: on the day, once, and once more."""

from datetime import datetime, timedelta

import pytest

from multaqa.errors import NotFound, Refused
from multaqa.links import secret_digest
from multaqa.testing.waiting import eventually
from tests.integration.matching.conftest import Forum
from tests.integration.running import RABAT

ASKED = "matching.confirmation_asked.v1"


def days_ago(days):
    return (datetime.now().astimezone() - timedelta(days=days)).date().isoformat()


def hired(forum, starts_on):
    forum.timetable()
    hiring = forum.hiring(starts_on=starts_on)
    forum.ask("accept_hiring", hiring_id=hiring["id"])
    return hiring


def link_of(message):
    return secret_digest(message["token"].partition(".")[2])


def due_rows(forum, hiring):
    return list(forum.room.database.due.find({"kind": "ask_confirmation", "facts.hiring_id": hiring["id"]}))


def test_who_was_hired_is_asked_at_three_months_and_answers_in_one_go(forum):
    hiring = hired(forum, days_ago(100))
    (asked,) = forum.told(ASKED)
    assert (asked["months"], asked["candidate_id"], asked["reminder"]) == (3, hiring["candidate_id"], False)
    link = link_of(asked)
    assert forum.ask("read_job_by_link", link=link)["still"] is None
    for _ in range(2):
        assert forum.ask("answer_job_by_link", link=link, still=True)["still"] is True
    with pytest.raises(Refused) as refused:
        forum.ask("answer_job_by_link", link=link, still=False)
    assert refused.value.code == "hiring.already_confirmed"
    assert [one.facts["confirmed_months"] for one in forum.room.told("matching.hiring_confirmed.v1")] == [[3]]


def test_nobody_is_asked_before_the_day(forum):
    hiring = hired(forum, days_ago(10))
    eventually(lambda: len(due_rows(forum, hiring)) == 2)
    assert min(row["due"] for row in due_rows(forum, hiring)) > datetime.now().astimezone() + timedelta(days=70)
    assert forum.room.told(ASKED) == []


def run_at_once(forum, hiring, months):
    """What is due in weeks is due now."""
    rows = forum.room.database.due
    row = {"kind": "ask_confirmation", "facts.hiring_id": hiring["id"], "facts.months": months}
    rows.update_one(row, {"$set": {"due": datetime.now().astimezone()}})
    eventually(lambda: not rows.find_one({**row, "due": {"$lte": datetime.now().astimezone()}}))


def test_due_work_that_runs_too_early_asks_nobody(forum):
    hiring = hired(forum, days_ago(10))
    run_at_once(forum, hiring, 3)
    assert forum.room.told(ASKED) == []


def test_who_does_not_answer_is_reminded_once_and_both_links_work(forum):
    hiring = hired(forum, days_ago(100))
    forum.told(ASKED)
    run_at_once(forum, hiring, 3)
    first, second = (
        one.facts for one in eventually(lambda: len(forum.room.told(ASKED)) == 2 and forum.room.told(ASKED))
    )
    assert (second["reminder"], first["token"] == second["token"]) == (True, False)
    assert [row["facts"]["months"] for row in due_rows(forum, hiring)] == [6]
    forum.ask("answer_job_by_link", link=link_of(first), still=False)
    assert forum.ask("read_job_by_link", link=link_of(second))["still"] is False
    (kept,) = forum.ask("list_hirings")["items"]
    assert (kept["left_months"], kept["confirmed_months"]) == ([3], [])
    assert forum.room.told("matching.hiring_confirmed.v1") == []


def test_who_was_answered_for_is_not_reminded(forum):
    hiring = hired(forum, days_ago(100))
    forum.told(ASKED)
    forum.ask("confirm_hiring", hiring_id=hiring["id"], months=3, still=True)
    run_at_once(forum, hiring, 3)
    assert len(forum.room.told(ASKED)) == 1


def test_a_link_opens_nothing_for_another_tenant_nor_once_the_hire_is_withdrawn(forum):
    hiring = hired(forum, days_ago(100))
    (asked,) = forum.told(ASKED)
    link, elsewhere = link_of(asked), Forum(forum.room, tenant=RABAT)
    for place, opened in ((elsewhere, link), (forum, "0" * 64)):
        for method, more in (("read_job_by_link", {}), ("answer_job_by_link", {"still": True})):
            with pytest.raises(NotFound) as refused:
                place.ask(method, link=opened, **more)
            assert refused.value.code == "link.not_found"
    forum.ask("withdraw_hiring", hiring_id=hiring["id"], reason="x")
    with pytest.raises(NotFound):
        forum.ask("answer_job_by_link", link=link, still=True)
    assert due_rows(forum, hiring) == []


def test_an_erased_person_is_not_asked_and_their_link_is_gone(forum):
    hiring = hired(forum, days_ago(100))
    (asked,) = forum.told(ASKED)
    assert len(forum.ask("export_person", person_id=hiring["candidate_id"])["asked_of_jobs"]) == 1
    forum.hear("directory.person_erased.v1", hiring["candidate_id"], {"person_id": hiring["candidate_id"]}, version=9)
    forum.settle()
    with pytest.raises(NotFound):
        forum.ask("read_job_by_link", link=link_of(asked))
    assert forum.room.holds()["confirmation_links"] == 0
    run_at_once(forum, hiring, 3)
    assert len(forum.room.told(ASKED)) == 1
