"""How long a handler waits before it is run again depends on who is in the way."""

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from multaqa.store import rerun as rerunning

CONFLICT = OperationFailure("WriteConflict", 112)


@pytest.fixture
def pauses(monkeypatch):
    taken = []
    monkeypatch.setattr(rerunning.time, "sleep", taken.append)
    return taken


def failing(times, error):
    left = [error] * times

    def run():
        if left:
            raise left.pop()
        return "done"

    return run


def test_who_lost_often_to_others_tries_as_often_as_who_comes_now(pauses):
    assert rerunning.rerun(failing(12, CONFLICT)) == "done"
    assert len(pauses) == 12
    assert max(pauses) <= 0.08


def test_a_database_that_is_away_is_asked_more_and_more_rarely(pauses):
    assert rerunning.rerun(failing(12, AutoReconnect("gone"))) == "done"
    assert pauses[-1] >= 0.5
    assert max(pauses) <= 1.0
