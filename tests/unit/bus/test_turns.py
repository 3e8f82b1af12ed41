"""Turns: tenants one after the other, batches of one tenant and type, suspects alone."""

from types import SimpleNamespace

import pytest

from multaqa.bus.lanes.turns import Turns

LIMITS = {"single": 1, "many": 3}


def delivery(name, tenant="a", type="many", suspect=False):
    return SimpleNamespace(name=name, tenant=tenant, type=type, suspect=suspect, order=0)


@pytest.fixture
def turns():
    return Turns(LIMITS.__getitem__)


def taken(turns):
    return [one.name for one in turns.take()]


def test_tenants_are_served_in_turn_however_many_messages_one_has(turns):
    for number in range(10):
        turns.put(delivery(f"a{number}", "a", "single"))
    turns.put(delivery("b0", "b", "single"))
    turns.put(delivery("c0", "c", "single"))
    assert [taken(turns) for _ in range(5)] == [["a0"], ["b0"], ["c0"], ["a1"], ["a2"]]


def test_a_batch_holds_what_waits_up_to_its_limit(turns):
    for number in range(5):
        turns.put(delivery(number))
    first = turns.take()
    assert [one.name for one in first] == [0, 1, 2]
    turns.done(first)
    assert taken(turns) == [3, 4]


def test_one_batch_of_a_tenant_and_type_is_under_way_at_a_time(turns):
    for number in range(4):
        turns.put(delivery(number))
    first = turns.take()
    assert turns.take() == []
    turns.done(first)
    assert taken(turns) == [3]


def test_other_types_and_tenants_go_on_meanwhile(turns):
    turns.put(delivery("a", "a"))
    turns.put(delivery("b", "b"))
    turns.put(delivery("single", "a", "single"))
    assert sorted(taken(turns)[0] for _ in range(3)) == ["a", "b", "single"]


def test_single_messages_of_one_type_run_side_by_side(turns):
    for number in range(2):
        turns.put(delivery(number, type="single"))
    assert [taken(turns), taken(turns)] == [[0], [1]]


def test_a_suspect_travels_alone(turns):
    for number, suspect in enumerate([False, False, True, True, False]):
        turns.put(delivery(number, suspect=suspect))
    cut = []
    while batch := turns.take():
        cut.append([one.name for one in batch])
        turns.done(batch)
    assert cut == [[0, 1], [2], [3], [4]]


def test_clearing_gives_everything_and_leaves_nothing(turns):
    for number in range(3):
        turns.put(delivery(number, tenant=str(number)))
    assert len(turns) == 3
    assert sorted(one.name for one in turns.clear()) == [0, 1, 2]
    assert turns.take() == []
