"""Calling a room: an answer, its own error, or Unavailable in time; nothing left behind."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from multaqa.errors import Invalid, KeyReused, MultaqaError, NotFound, Refused, Unavailable
from multaqa.rpc.group import Group
from multaqa.store.work import Command
from multaqa.tenancy import Context
from tests.integration.kernel.conftest import Lamp

FES = Context("fes-meknes", "key:1", route="r", fingerprint="f")


def command(key, fingerprint="f"):
    return Context("fes-meknes", "key:1", route="r", fingerprint=fingerprint, command_id=key)


def test_an_answer_comes_back(caller):
    assert caller.call("lab", "light", FES, {"colour": "red"})["colour"] == "red"


def test_a_refusal_comes_back_as_what_it_was_and_changes_nothing(caller, room):
    with pytest.raises(Refused) as refusal:
        caller.call("lab", "light", FES, {"colour": "black"})
    assert (refusal.value.code, refusal.value.text) == ("lamp.black", "Black is no light.")
    assert room.database.lamps.count_documents({}) == room.database.outbox.count_documents({}) == 0


def test_an_unexpected_failure_tells_nothing_of_the_implementation(caller):
    with pytest.raises(MultaqaError) as failure:
        caller.call("lab", "break_down", FES, {})
    assert failure.value.code == "platform.failed"
    assert "secret" not in str(failure.value)


def test_an_unknown_method_is_not_found(caller):
    with pytest.raises(NotFound, match="rpc.unknown_method"):
        caller.call("lab", "dance", FES, {})


@pytest.mark.parametrize("arguments", [{}, {"colour": "red", "size": 3}])
def test_wrong_arguments_are_invalid(caller, arguments):
    with pytest.raises(Invalid, match="rpc.bad_arguments"):
        caller.call("lab", "light", FES, arguments)


def test_an_absent_room_is_unavailable_at_once_and_leaves_nothing_waiting(caller):
    started = time.monotonic()
    for _ in range(50):
        with pytest.raises(Unavailable):
            caller.call("nowhere", "light", FES, {}, timeout_s=5)
    assert caller.pending == 0
    assert time.monotonic() - started < 5


def test_a_deadline_is_kept(caller, lab, settings):
    lab.stop()
    with pytest.raises(Unavailable, match="room.unavailable"):
        caller.call("lab", "light", FES, {"colour": "red"}, timeout_s=0.2)
    assert caller.pending == 0


def test_a_command_repeated_by_many_at_once_happens_once(caller, room):
    def light(_):
        while True:
            try:
                return caller.call("lab", "light", command("k"), {"colour": "red"})
            except MultaqaError as error:
                if error.code != "command.in_progress":
                    raise

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(light, range(8)))
    assert len({answer["id"] for answer in answers}) == 1
    assert room.database.lamps.count_documents({}) == room.database.outbox.count_documents({}) == 1


def test_a_group_shares_one_transaction_and_each_gets_its_own_answer(caller):
    def light(number):
        return caller.call("lab", "light_many", command(f"k{number}"), {"colour": f"colour {number}"})

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(light, range(16)))
    assert [answer["colour"] for answer in answers] == [f"colour {number}" for number in range(16)]
    assert max(answer["together"] for answer in answers) > 1


def test_one_refusal_in_a_group_refuses_nobody_else(caller, room):
    def light(number):
        try:
            return caller.call(
                "lab", "light_many", command(f"k{number}"), {"colour": f"{number}" if number else "black"}
            )
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(light, range(16)))
    assert answers[0] == "lamp.black"
    assert room.database.lamps.count_documents({}) == 15


def test_one_race_lost_in_a_group_is_that_ones_conflict_only(caller, room):
    caller.call("lab", "light_many", command("before"), {"colour": "0"})

    def light(number):
        try:
            return caller.call("lab", "light_many", command(f"k{number}"), {"colour": f"{number}"})
        except MultaqaError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(light, range(8)))
    assert answers[0] == "store.taken"
    assert room.database.lamps.count_documents({}) == 8


def test_a_group_answers_a_repeat_with_the_stored_answer(caller, room):
    first = caller.call("lab", "light_many", command("k"), {"colour": "red"})
    assert caller.call("lab", "light_many", command("k"), {"colour": "red"}) == first
    with pytest.raises(KeyReused):
        caller.call("lab", "light_many", command("k", fingerprint="other"), {"colour": "green"})
    assert room.database.lamps.count_documents({}) == 1


def test_a_command_that_another_process_does_meanwhile_gets_that_answer_and_no_refusal(works_for):
    class Lamplighter:
        work = works_for()

        def light(self, commands):
            if not lit:
                lit.append("meanwhile")
                elsewhere.submit(Lamplighter(), asked)
            return self.light_or_refuse(commands)

        def light_or_refuse(self, commands):
            with self.work() as work:
                if work.lamps.count({}):
                    return work.commit([Refused("lamp.lit", "It is lit already.")])
                work.lamps.save(Lamp("l", "red"))
                return work.commit(["lit"])

    lit = []
    asked = Command({}, command("k"))
    here, elsewhere = Group(Lamplighter.light, 16, 0), Group(Lamplighter.light, 16, 0)
    assert here.submit(Lamplighter(), asked) == "lit"


def test_the_same_key_twice_in_one_group_happens_once(caller, room):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: caller.call("lab", "light_many", command("k"), {"colour": "red"}), range(8)))
    assert len({answer["id"] for answer in answers}) == 1
    assert room.database.lamps.count_documents({}) == 1
