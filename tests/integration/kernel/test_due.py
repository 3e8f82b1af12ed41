"""Due work runs once, at its time, whichever process is alive; moved and cancelled by its key."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa import clock
from multaqa.store.due import claim
from multaqa.tenancy import Context
from multaqa.testing.rooms import running
from multaqa.testing.waiting import eventually
from tests.integration.kernel.conftest import LabService, Lamp

FES = Context("fes-meknes", "key:1")


def at(**delta):
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def colours(room):
    return sorted(row["colour"] for row in room.database.lamps.find())


def test_it_runs_when_due_and_its_row_is_gone(caller, room):
    caller.call("lab", "light_later", FES, {"colour": "red", "at": at(seconds=0.1)})
    eventually(lambda: colours(room) == ["red"])
    eventually(lambda: room.database.due.count_documents({}) == 0)


def test_a_cancelled_one_does_not_run(caller, room):
    caller.call("lab", "light_later", FES, {"colour": "red", "at": at(days=1)})
    caller.call("lab", "never_mind", FES, {"colour": "red"})
    caller.call("lab", "light_later", FES, {"colour": "green", "at": at(seconds=0)})
    eventually(lambda: colours(room) == ["green"])
    assert room.database.due.count_documents({}) == 0


def test_another_tenant_cannot_cancel_it(caller, room):
    caller.call("lab", "light_later", FES, {"colour": "red", "at": at(days=1)})
    caller.call("lab", "never_mind", Context("rabat-sale-kenitra", "key:2"), {"colour": "red"})
    assert room.database.due.count_documents({}) == 1


def test_one_that_fails_is_tried_again(caller, room):
    caller.call("lab", "light_later", FES, {"colour": "flickering", "at": at(seconds=0)})
    eventually(lambda: colours(room) == ["flickering"], within_s=15)


def test_many_run_once_each_in_two_processes(caller, room, settings):
    wanted = [f"colour {number:03}" for number in range(200)]
    with running(LabService, settings):
        for colour in wanted:
            caller.call("lab", "light_later", FES, {"colour": colour, "at": at(seconds=0.3)})
        eventually(lambda: len(colours(room)) == len(wanted), within_s=30)
    assert colours(room) == wanted


def test_slow_work_of_one_kind_neither_queues_under_its_lease_nor_holds_up_another(caller, room):
    tunnels = [f"{number:02}" for number in range(40)]
    for tunnel in tunnels:
        caller.call("lab", "dig_later", FES, {"tunnel": tunnel, "at": at(seconds=0)})
    eventually(lambda: len(LabService.digging) == 2)
    caller.call("lab", "light_later", FES, {"colour": "red", "at": at(seconds=0)})
    eventually(lambda: colours(room) == ["red"])
    LabService.pass_through.set()
    eventually(lambda: len(colours(room)) == 41, within_s=30)
    assert max(LabService.digging) == 2


def test_a_tenant_whose_work_takes_long_leaves_places_of_the_same_kind_to_others(caller, works_for, room):
    with works_for()() as work:
        for number in range(100):
            work.schedule("brew", f"{number:03}", room.clock.now())
        work.commit()
    eventually(lambda: len(LabService.brewing) == 6)
    with works_for("rabat-sale-kenitra")() as work:
        for number in range(100, 120):
            work.schedule("brew", f"{number}", room.clock.now() + timedelta(hours=1))
        work.commit()
    eventually(lambda: len(colours(room)) == 20)
    assert len(LabService.brewing) == 6
    LabService.brewed.set()
    eventually(lambda: len(colours(room)) == 120, within_s=30)


def test_what_others_have_is_claimed_whoever_was_due_first(works_for, room):
    for tenant in ("a", "b", "c"):
        with works_for(tenant)() as work:
            work.schedule("light", tenant, room.clock.now())
            work.commit()
    (found,) = claim(room.database, ["light"], room.clock.now(), 5, but={"a", "c"})
    assert found.tenant == "b"


def test_a_run_that_began_before_the_move_has_no_effect(works_for, room):
    now = room.clock.now()
    with works_for()() as work:
        work.schedule("light", "red", now)
        work.commit()
    (begun,) = claim(room.database, ["light"], now, 5)
    with works_for()() as work:
        work.schedule("light", "red", now + timedelta(days=1))
        work.commit()
    with pytest.raises(Exception, match="due.moved"), works_for(call={"due": begun})() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    assert colours(room) == []
    assert room.database.due.find_one()["due"] == now + timedelta(days=1)


def test_it_may_put_itself_off_by_scheduling_the_same_key(works_for, room):
    now = room.clock.now()
    with works_for()() as work:
        work.schedule("light", "red", now)
        work.commit()
    (begun,) = claim(room.database, ["light"], now, 5)
    with works_for(call={"due": begun})() as work:
        work.schedule("light", "red", now + timedelta(hours=1))
        work.commit()
    assert list(claim(room.database, ["light"], now, 5)) == []
    assert len(list(claim(room.database, ["light"], now + timedelta(hours=1), 5))) == 1


def test_a_leased_row_is_nobody_elses(works_for, room):
    with works_for()() as work:
        work.schedule("light", "red", room.clock.now())
        work.commit()
    assert len(list(claim(room.database, ["light"], room.clock.now(), 5))) == 1
    assert list(claim(room.database, ["light"], room.clock.now(), 5)) == []


def test_the_development_clock_moves_for_whoever_reads_it(room, mongo_uri, monkeypatch, mongo_database):
    monkeypatch.setattr(clock, "DEVELOPMENT_DATABASE", f"{mongo_database}_clock")
    moved = clock.MovableClock(room.client)
    before = moved.now()
    clock.move(mongo_uri, days=90)
    assert moved.now() - before >= timedelta(days=90)


def nudged(works_for, room, key="red"):
    with works_for()() as work:
        work.nudge("light", key, room.clock.now())
        work.commit()


def begun(room):
    (claimed,) = claim(room.database, ["light"], room.clock.now(), 5)
    return claimed


@pytest.mark.parametrize("pause", [None, timedelta(days=1)])
def test_a_nudge_leaves_a_run_its_effect_and_has_another_follow(works_for, room, pause):
    nudged(works_for, room)
    first = begun(room)
    nudged(works_for, room)
    assert list(claim(room.database, ["light"], room.clock.now(), 5)) == []
    with works_for(call={"due": first})() as work:
        work.lamps.save(Lamp("l1", "red"))
        if pause:
            work.schedule("light", "red", room.clock.now() + pause)
        work.commit()
    assert colours(room) == ["red"]
    assert begun(room).key == "red"


def test_work_nudged_before_it_ran_runs_once(works_for, room):
    nudged(works_for, room)
    nudged(works_for, room)
    with works_for(call={"due": begun(room)})() as work:
        work.commit()
    assert room.database.due.count_documents({}) == 0


def test_a_nudge_brings_forward_what_is_scheduled_later_and_puts_nothing_off(works_for, room):
    with works_for()() as work:
        work.schedule("light", "red", room.clock.now() + timedelta(days=1))
        work.commit()
    nudged(works_for, room)
    with works_for()() as work:
        work.nudge("light", "red", room.clock.now() + timedelta(days=9))
        work.commit()
    assert begun(room).key == "red"
