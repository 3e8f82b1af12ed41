"""What has no time left is not begun: it could only fail, and make others late."""

import time
from concurrent.futures import Future

import pytest

from multaqa.errors import Unavailable
from multaqa.rpc.group import Group
from multaqa.store.rerun import LEAST_S, rerun
from multaqa.store.work import Command
from multaqa.tenancy import Context


def waiting(seconds_left):
    deadline = None if seconds_left is None else time.time() + seconds_left
    return Command({}, Context("fes-meknes", "key:test", deadline=deadline)), Future()


def test_nothing_is_begun_that_cannot_end_in_time():
    begun = []
    with pytest.raises(Unavailable, match=r"database\.unavailable"):
        rerun(lambda: begun.append(1), until=time.time() + LEAST_S / 2)
    assert begun == []


def test_what_has_time_is_begun():
    assert rerun(lambda: "done", until=time.time() + 10 * LEAST_S) == "done"


def test_who_is_late_is_told_so_and_shortens_nobodys_time():
    group, decided = Group(lambda *_: [], 64, 0), []
    group._answer = lambda _, taken: decided.extend(taken)
    late, early, patient = (waiting(left) for left in (-1.0, 30.0, None))
    group._decide(None, [late, early, patient])
    assert [command for command, _ in decided] == [early[0], patient[0]]
    with pytest.raises(Unavailable):
        late[1].result(timeout=1)


def test_a_group_of_whom_all_are_late_asks_for_nothing():
    group, asked = Group(lambda *_: [], 64, 0), []
    group._answer = lambda *_: asked.append(1)
    group._decide(None, [waiting(-1.0), waiting(-2.0)])
    assert asked == []
