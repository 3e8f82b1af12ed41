"""Handlers that fail, messages that nobody can handle, and messages that come twice, late or to the wrong place."""

import pytest

from multaqa.bus import story
from multaqa.bus.topology import tier
from multaqa.ids import new_id
from multaqa.testing.waiting import eventually
from tests.faults.by_hand import envelope, in_lane, routed
from tests.lab.messages.middle import ParcelPassed
from tests.lab.messages.source import ParcelAccepted
from tests.lab.parcel import Parcel

DEAD_S = 30.0


def alone(runs):
    return [together for together in runs if together == 1]


@pytest.mark.parametrize(("room", "place"), [("middle", "middle"), ("sink", "sink"), ("sink", "singly")])
def test_a_handler_fails_three_times_then_works(window, room, place):
    with window(f"handler fails 3 times ({place})") as opened:
        (number,) = opened.load.send(f"{place}:fail_thrice")
        eventually(lambda: opened.arrived(number), DEAD_S)
        assert len(alone(opened.attempts(room, number))) == 4


@pytest.mark.parametrize(("room", "place"), [("middle", "middle"), ("sink", "sink"), ("sink", "singly")])
def test_a_poison_message_makes_exactly_its_attempts(house, window, room, place):
    with window(f"poison message ({place})") as opened:
        (number,) = opened.load.send(f"{place}:poison")
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        configured = len(house.tiers_ms) + 1
        assert letter["attempts"] == len(alone(opened.attempts(room, number))) == configured
        assert (letter["tenant"], letter["cause"]) == ("alpha", "Poisoned")
        assert "Poisoned" in letter["traceback"]
    assert opened.dead() == {(number, 1)}


def test_a_malformed_body_is_set_aside(house, window):
    with window("malformed body") as opened:
        (number,) = opened.load.take(1)
        opened.load.record(number)
        house.publish(in_lane("middle.alpha", b'{"window": "%s", "number": %d, "' % (opened.name.encode(), number)))
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        assert (letter["tenant"], letter["cause"], letter["attempts"]) == ("platform", "message.malformed", 1)


def test_an_unknown_type_is_set_aside(house, window):
    with window("unknown type") as opened:
        (number,) = opened.load.take(1)
        opened.load.record(number)
        dreamt = envelope(Parcel.of(opened.name, number, ""), "source.parcel_dreamt.v1", "alpha")
        house.publish(in_lane("middle.alpha", dreamt.encode()))
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        assert (letter["tenant"], letter["cause"], letter["attempts"]) == ("alpha", "message.unknown_type", 1)


def test_a_message_in_another_tenants_lane_is_the_platforms(house, window):
    with window("another tenant's message in the lane") as opened:
        (number,) = opened.load.take(1)
        opened.load.record(number)
        strayed = envelope(Parcel.of(opened.name, number, ""), ParcelAccepted.type, "beta")
        house.publish(in_lane("middle.alpha", strayed.encode()))
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        assert (letter["tenant"], letter["cause"], letter["attempts"]) == ("platform", "message.wrong_lane", 1)


def test_a_lane_is_deleted_while_its_messages_wait_in_a_tier(house, window):
    with window("lane deleted, its messages in a tier") as opened:
        numbers = opened.load.take(40)
        opened.load.record(*numbers)
        lost_lane, last_tier = "middle.gamma", tier(house.tiers_ms[-1])
        parcels = [Parcel.of(opened.name, number, "") for number in numbers]
        waiting = [envelope(parcel, ParcelAccepted.type, "gamma").encode() for parcel in parcels]
        story_so_far = {story.ATTEMPT: len(house.tiers_ms), story.LANE: lost_lane}
        house.publish(*(in_lane(lost_lane, body, exchange=last_tier, headers=story_so_far) for body in waiting))
        house.delete_lane(lost_lane)
        others = opened.load.send("middle:fail_thrice", count=20)
        eventually(lambda: opened.arrived(*others), DEAD_S)
        letters = eventually(lambda: _if_complete(opened.dead_letters(), 40), DEAD_S)
        assert {(letter["tenant"], letter["cause"]) for letter in letters} == {("gamma", "lane.missing")}
        house.apply_topology()
        assert house.dead_letters("middle").redrive_all("gamma", by="test") == 40
        eventually(lambda: opened.arrived(*numbers), DEAD_S)


def test_a_redriven_dead_letter_that_fails_again_comes_back(house, window):
    with window("dead letter redriven, fails again") as opened:
        (number,) = opened.load.send("singly:poison", tenant="beta")
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        for times in (2, 3):
            house.dead_letters("sink").redrive("beta", letter["message_id"], by="test")
            (letter,) = eventually(lambda times=times: _died(opened.dead_letters("waiting"), times), DEAD_S)
            assert len(alone(opened.attempts("sink", number))) == times * (len(house.tiers_ms) + 1)
    assert opened.dead() == {(number, 1)}


def test_a_batch_with_duplicates_and_a_poison(house, window):
    with window("batch of 200: 50 duplicates, a poison") as opened:
        held = _hold_the_lane(house, opened, "sink", "sink", "beta")
        numbers = opened.load.take(150)
        opened.load.record(*numbers)
        parcels = [Parcel.of(opened.name, number, "sink:poison" if number == numbers[75] else "") for number in numbers]
        messages = [routed(envelope(parcel, ParcelPassed.type, "beta", id=new_id())) for parcel in parcels]
        house.publish(*messages[:120], *messages[10:60], *messages[120:])
        eventually(lambda: house.ready_in("sink.beta") == 0)
        _open_gate(house, "sink", held)
        (letter,) = eventually(opened.dead_letters, DEAD_S)
        assert letter["message_id"] == messages[75].message_id
        runs = opened.attempts("sink", numbers[75])
        assert (runs[0], len(alone(runs))) == (150, len(house.tiers_ms) + 1)
    assert opened.dead() == {(numbers[75], 1)}


def test_an_older_message_comes_back_after_a_newer_one(house, window):
    with window("older message after a newer one") as opened:
        (number,) = opened.load.send("singly:fail_thrice", tenant="beta")
        eventually(lambda: opened.attempts("sink", number))
        opened.load.revise(number, "singly:nothing", tenant="beta")
        eventually(lambda: opened.arrived(number) and opened.arrived(number, version=2), DEAD_S)
        happened = sorted(opened.effects(), key=lambda effect: effect["at"])
        assert [effect["version"] for effect in happened if effect["number"] == number] == [2, 1]
        kept = house.database("sink")["newest"].find_one({"_id": f"{opened.name}-{number}"})
        assert (kept["source_version"], kept["trick"]) == (2, "singly:nothing")


def test_a_message_that_kills_the_process_dies_alone(house, window):
    with window("message that kills the process") as opened:
        before = house.restarts("sink")
        held = _hold_the_lane(house, opened, "sink", "sink", "delta")
        neighbours = opened.load.send(count=20, tenant="delta")
        (killer,) = opened.load.send("sink:kill", tenant="delta")
        neighbours += opened.load.send(count=20, tenant="delta")
        eventually(lambda: house.unsent() == 0 and house.ready_in("sink.delta") == 0, step_s=0.1)
        with opened.fault_lasts():
            _open_gate(house, "sink", held)
            eventually(lambda: any(letter["redrives"] for letter in opened.dead_letters("waiting")), 90, 0.1)
        assert max(opened.attempts("sink", killer)) > 1, "it never was in a batch with neighbours"
        assert house.restarts("sink") > before
        assert opened.arrived(*neighbours)
    assert opened.dead() == {(killer, 1)}


def _hold_the_lane(house, opened, room, place, tenant):
    """Keep one handler of a lane busy, so that what comes next waits together."""
    (number,) = opened.load.send(f"{place}:wait", tenant=tenant)
    eventually(lambda: opened.attempts(room, number))
    return f"{opened.name}-{number}", tenant


def _open_gate(house, room, held):
    subject, tenant = held
    house.database(room)["gates"].insert_one({"_id": subject, "tenant": tenant})


def _if_complete(rows, count):
    return rows if len(rows) == count else []


def _died(rows, times):
    return [row for row in rows if row["times"] == times]
