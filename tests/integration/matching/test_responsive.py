"""While a solver runs in its process, the room's heartbeat, its health and its other handlers answer as ever.

Nothing here is measured to fail on a slow machine: what is held against 100 ms is the median of many, taken while the
solver is known to be at work, and a room that waits for its solver would answer nothing at all.
"""

import time
from statistics import median

import eventlet
import httpx
import pytest

from multaqa.telemetry import OpsServer
from multaqa.testing.waiting import eventually
from services.matching.service import timetabling
from services.matching.solver.runs import computed

WITHIN_S = 0.1
SOLVES_FOR_S = 4.0
ASKED = 20


def slowly_computed(forum, pseudonyms):
    """In the pool's process: as busy as a solver of a forum ten times as large."""
    until = time.monotonic() + SOLVES_FOR_S
    while time.monotonic() < until:
        sum(range(10_000))
    return computed(forum, pseudonyms)


@pytest.fixture
def solving(forum, monkeypatch):
    """A timetable stands and another is being computed; whether it still is."""
    forum.timetable(starts_at="2027-05-04T09:00:00+01:00")
    eventually(lambda: forum.room.database.due.count_documents({"kind": "replan"}) == 0)
    monkeypatch.setattr(timetabling, "computed", slowly_computed)
    run = forum.requested()["id"]
    eventually(lambda: forum.room.database.due.count_documents({"kind": "timetable", "attempt": 1}))
    return lambda: forum.ask("get_timetable_run", run_id=run)["state"] == "requested"


@pytest.fixture
def operations(forum):
    server = OpsServer(forum.room.health, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def took(function, *arguments, **named):
    began = time.monotonic()
    function(*arguments, **named)
    return time.monotonic() - began


def test_other_handlers_answer_while_a_solver_runs(forum, solving):
    asked = [took(forum.ask, "list_interviews", edition_id="e1") for _ in range(ASKED)]
    assert solving()
    assert median(asked) < WITHIN_S


def test_commands_are_done_while_a_solver_runs(forum, solving):
    facts = {"gender": "woman"}
    asked = [took(forum.ask, "tell_attributes", candidate_id="p1", facts=facts) for _ in range(ASKED)]
    assert solving()
    assert median(asked) < WITHIN_S


def test_a_change_is_answered_while_a_solver_runs(forum, solving):
    told = forum.ask("report_absence", edition_id="e1", facts={"candidate_id": "p1"})
    assert {change["change"] for change in told["changes"]} == {"cancelled"}
    assert solving()


def test_messages_are_heard_while_a_solver_runs(forum, solving):
    for number in range(ASKED):
        forum.registers(f"q{number}")
        forum.settle()
    assert solving()


def test_the_room_s_health_is_told_while_a_solver_runs(forum, operations, solving):
    with httpx.Client(base_url=operations) as client:
        asked = [took(lambda: client.get("/health/ready").raise_for_status()) for _ in range(ASKED)]
    assert solving()
    assert median(asked) < WITHIN_S


def test_the_heart_beats_while_a_solver_runs(forum, solving):
    """What beats to the broker is a green thread: it is late by as long as something holds the event loop."""
    late = []
    for _ in range(100):
        began = time.monotonic()
        eventlet.sleep(0.01)
        late.append(time.monotonic() - began - 0.01)
    assert solving()
    assert sorted(late)[90] < WITHIN_S
