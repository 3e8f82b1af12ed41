"""What every bus of Multaqa promises, to be kept by the one in memory and by RabbitMQ."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from multaqa.bus import topology
from multaqa.bus.envelope import Received
from multaqa.bus.lanes import Leaving
from multaqa.bus.publisher import Outgoing
from multaqa.bus.topology import Tenant
from multaqa.errors import Refused
from multaqa.testing.waiting import eventually

FES, RABAT = Tenant("fes-meknes", "fes-meknes"), Tenant("rabat-sale-kenitra", "rabat-sale-kenitra")
ATTEMPTS = 4


def fail(_: Received) -> None:
    raise Refused("agreement.too_early", "Not before the ceremony.")


def fail_on(*ids: str) -> Any:
    def trouble(received: Received) -> None:
        if received.id in ids:
            fail(received)

    return trouble


def test_a_message_has_its_effect_once(bus, message):
    bus.run()
    sent = [message(subject=f"a-{number}") for number in range(20)]
    bus.publish(*sent)
    eventually(lambda: bus.effects.count() == 20)
    assert {bus.effects.of(envelope.id) for envelope in sent} == {1}


def test_what_was_published_before_the_room_ran_waits_for_it(bus, message):
    sent = message()
    bus.publish(sent)
    bus.run()
    eventually(lambda: bus.effects.of(sent.id))


def test_a_handler_that_fails_three_times_then_works_has_its_effect_once(bus, message):
    sent, failures = message(), Counter()

    def trouble(received: Received) -> None:
        failures[received.id] += 1
        if failures[received.id] <= 3:
            fail(received)

    bus.effects.trouble = trouble
    bus.run()
    bus.publish(sent)
    eventually(lambda: bus.effects.of(sent.id))
    assert bus.effects.attempts(sent.id) == ATTEMPTS
    assert bus.dead() == []


def test_a_poison_message_makes_exactly_its_attempts_and_is_kept_with_its_story(bus, message):
    sent = message()
    bus.effects.trouble = fail
    bus.run()
    bus.publish(sent)
    bus.eventually_dead()
    row = bus.letters.show(FES.slug, sent.id)
    assert bus.effects.attempts(sent.id) == ATTEMPTS == row["attempts"]
    assert (row["type"], row["lane"], row["cause"]) == (sent.type, "events.fes-meknes", "agreement.too_early")
    assert row["traceparent"] == sent.traceparent
    assert row["body"] == sent.encode()
    assert "Not before the ceremony." in row["text"]
    assert "in fail" in row["traceback"]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"{not json", "message.malformed"),
        (b"[]", "message.malformed"),
        (b"\xff\xfe", "message.bad_utf8"),
        (b'{"specversion":"1.0"}', "message.missing_attribute"),
        (b" " * 20_001, "message.too_large"),
    ],
)
def test_what_cannot_be_read_is_dead_at_once_and_belongs_to_the_platform(bus, body, cause):
    bus.run()
    bus.put(Outgoing(topology.MESSAGES, "fes-meknes.partners.agreement_signed.v1", body, "odd-1"))
    bus.eventually_dead(tenant="platform", cause=cause)
    assert bus.letters.show("platform", "odd-1")["body"] == body
    assert bus.effects.calls == []


def test_an_unknown_type_and_data_that_do_not_fit_are_dead_at_once(bus, message):
    bus.run()
    unknown, unfit = message(type="directory.tenant_opened.v1"), message(facts={"name": "no title"})
    bus.publish(unknown, unfit)
    causes = {row["message_id"]: row["cause"] for row in bus.eventually_dead(2)}
    assert causes == {unknown.id: "message.unknown_type", unfit.id: "message.invalid"}
    assert bus.effects.calls == []


def test_another_tenants_message_in_the_wrong_lane_belongs_to_the_platform(bus, message):
    bus.run()
    stray = message(tenant=RABAT)
    bus.put(Outgoing(topology.RETURN, "events.fes-meknes", stray.encode(), stray.id))
    bus.eventually_dead(tenant="platform", cause="message.wrong_lane")
    assert bus.dead(RABAT.slug) == bus.dead(FES.slug) == []
    assert bus.effects.calls == []


def test_copies_of_a_message_are_absorbed(bus, message):
    bus.run()
    sent, last = message(), message()
    bus.publish(*[sent] * 10)
    bus.publish(last)
    eventually(lambda: bus.effects.of(last.id) and bus.effects.attempts(sent.id) >= 10)
    assert bus.effects.of(sent.id) == 1
    assert bus.dead() == []


def test_a_batch_with_fifty_duplicates_and_one_poison_loses_only_the_poison(bus, message):
    fresh = [message(subject=f"a-{number}") for number in range(149)]
    poison, done = message(), [message(subject=f"d-{number}") for number in range(25)]
    consumer = bus.run(batch=200, prefetch=1000)
    bus.publish(*done)
    eventually(lambda: bus.effects.count() == 25)
    bus.effects.trouble = fail_on(poison.id)
    consumer.pause()
    bus.publish(*fresh[:75], *done, poison, *fresh[:25], *fresh[75:])
    consumer.resume()
    bus.eventually_dead()
    eventually(lambda: bus.effects.count() == 25 + 149)
    assert {bus.effects.of(envelope.id) for envelope in fresh + done} == {1}
    assert bus.effects.of(poison.id) == 0
    assert [row["message_id"] for row in bus.dead()] == [poison.id]
    assert bus.letters.show(FES.slug, poison.id)["attempts"] == ATTEMPTS


def test_many_messages_share_a_transaction(bus, message):
    consumer = bus.run(batch=100, prefetch=1000)
    consumer.pause()
    bus.publish(*[message(subject=f"a-{number}") for number in range(300)])
    consumer.resume()
    eventually(lambda: bus.effects.count() == 300)
    assert max(len(call) for call in bus.effects.calls) > 1
    assert all(len(call) <= 100 for call in bus.effects.calls)


def test_a_dead_letter_comes_back_when_it_is_redriven(bus, message):
    sent = message()
    bus.effects.trouble = fail
    bus.run()
    bus.publish(sent)
    bus.eventually_dead()
    bus.effects.trouble = lambda received: None
    row = bus.letters.redrive(FES.slug, sent.id, by="operator")
    assert (row["state"], row["redrives"][0]["by"]) == ("redriven", "operator")
    eventually(lambda: bus.effects.of(sent.id))
    assert bus.dead() == []


def test_redriving_twice_is_harmless(bus, message):
    sent, last = message(), message()
    bus.effects.trouble = fail_on(sent.id)
    bus.run()
    bus.publish(sent)
    bus.eventually_dead()
    bus.effects.trouble = lambda received: None
    for _ in range(2):
        bus.letters.redrive(FES.slug, sent.id, by="operator")
    bus.publish(last)
    eventually(lambda: bus.effects.of(last.id) and bus.effects.attempts(sent.id) >= ATTEMPTS + 2)
    assert bus.effects.of(sent.id) == 1


def test_a_redriven_message_that_fails_again_makes_its_attempts_anew_and_comes_back(bus, message):
    sent = message()
    bus.effects.trouble = fail
    bus.run()
    bus.publish(sent)
    for times in (1, 2, 3):
        eventually(lambda times=times: [row for row in bus.dead() if row["times"] == times])
        assert bus.effects.attempts(sent.id) == ATTEMPTS * times
        bus.letters.redrive(FES.slug, sent.id, by="operator")
    eventually(lambda: [row for row in bus.dead() if row["times"] == 4])
    assert len(bus.letters.show(FES.slug, sent.id)["redrives"]) == 3


def test_an_edited_dead_letter_is_redriven_as_edited(bus, message):
    sent = message(facts={"name": "no title"})
    bus.run()
    bus.publish(sent)
    bus.eventually_dead(cause="message.invalid")
    bus.letters.edit(FES.slug, sent.id, {"title": "Accord-cadre"}, by="operator")
    assert bus.letters.redrive_all(FES.slug, by="operator", cause="message.invalid") == 1
    eventually(lambda: bus.effects.of(sent.id))


def test_what_no_queue_takes_is_kept(bus, message):
    sent = message(type="partners.nobody_listens.v1")
    bus.publish(sent)
    (row,) = bus.eventually_dead(cause="message.unrouted")
    assert row["routing_key"] == "fes-meknes.partners.nobody_listens.v1"


def test_a_flood_of_one_tenant_does_not_delay_another(bus, message):
    gate = threading.Event()
    bus.effects.trouble = lambda received: gate.wait(20) and None
    bus.run(workers=1, prefetch=60)
    bus.publish(*[message(subject=f"a-{number}") for number in range(200)])
    eventually(lambda: bus.effects.calls)
    quiet = message(tenant=RABAT)
    bus.publish(quiet)
    gate.set()
    eventually(lambda: bus.effects.of(quiet.id))
    assert bus.effects.count(tenant=FES.slug) < 150
    eventually(lambda: bus.effects.count() == 201, 30)


def test_a_lane_deleted_while_its_messages_wait_in_a_tier_stops_nobody_else(bus, message):
    lost, other = [message(subject=f"a-{number}") for number in range(10)], message(tenant=RABAT)
    failures = Counter()

    def trouble(received: Received) -> None:
        failures[received.id] += 1
        if failures[received.id] == 1:
            fail(received)

    bus.effects.trouble = trouble
    bus.run()
    # As if they had failed in a lane that is gone by the time their tier gives them back.
    headers = {"x-multaqa-attempt": 1, "x-multaqa-lane": "events.closed"}
    bus.put(*[Outgoing(topology.tier(60), "events.closed", one.encode(), one.id, headers=headers) for one in lost])
    bus.publish(other)
    eventually(lambda: bus.effects.of(other.id))
    assert failures[other.id] == 2
    assert {row["message_id"] for row in bus.eventually_dead(10, cause="lane.missing")} == {one.id for one in lost}


def test_a_lane_deleted_and_declared_again_is_consumed_again(bus, message):
    bus.run()
    first = message()
    bus.publish(first)
    eventually(lambda: bus.effects.of(first.id))
    bus.delete_queue("events.fes-meknes")
    topology.declare_tenant(bus.admin, bus.manifests, FES)
    sent = message()
    bus.publish(sent)
    eventually(lambda: bus.effects.of(sent.id), within_s=45)


def test_a_tenant_opened_while_the_room_runs_is_served(bus, message):
    bus.run()
    casa = Tenant("casablanca-settat", "casablanca-settat")
    topology.declare_tenant(bus.admin, bus.manifests, casa)
    bus.lanes = {*bus.lanes, casa.lane}
    sent = message(tenant=casa)
    bus.publish(sent)
    eventually(lambda: bus.effects.of(sent.id))


def test_tenants_of_a_shared_lane_are_both_served(bus, message):
    shared = [Tenant(slug, topology.shared_lane(slug)) for slug in ("oriental", "souss-massa")]
    for tenant in shared:
        topology.declare_tenant(bus.admin, bus.manifests, tenant)
    bus.lanes = {*bus.lanes, *(tenant.lane for tenant in shared)}
    bus.run()
    sent = [message(tenant=tenant) for tenant in shared]
    bus.publish(*sent)
    eventually(lambda: all(bus.effects.of(envelope.id) for envelope in sent))


def test_connections_that_are_cut_come_back_and_nothing_is_lost_or_doubled(bus, message):
    bus.run(batch=20)
    sent = [message(subject=f"a-{number}") for number in range(300)]
    cut = threading.Thread(target=bus.sever_all)
    cut.start()
    for start in range(0, 300, 10):
        for envelope in sent[start : start + 10]:
            eventually(lambda envelope=envelope: bus.publisher.publish_batch([bus.outgoing(envelope)]).confirmed, 20)
    cut.join()
    eventually(lambda: bus.effects.count() >= 300, 30)
    assert {bus.effects.of(envelope.id) for envelope in sent} == {1}


def limit_deliveries(bus: Any, tenant: Tenant, limit: int) -> None:
    """Declare the tenant's lane anew with a limit that is reached sooner."""
    lanes = topology.lanes_of(bus.manifests, tenant)
    bus.delete_queue(f"events.{tenant.lane}")
    limited = [replace(queue, arguments={**queue.arguments, "x-delivery-limit": limit}) for queue in lanes.queues]
    topology.declare(bus.admin, replace(lanes, queues=tuple(limited)))


def test_a_message_that_kills_its_process_takes_no_neighbour_along(bus, message):
    killer, neighbours = message(), [message(subject=f"a-{number}") for number in range(40)]
    limit_deliveries(bus, FES, 4)
    consumer = bus.run(batch=100, prefetch=1000)

    def trouble(received: Received) -> None:
        if received.id == killer.id:
            consumer._link.sever()
            raise Leaving

    bus.effects.trouble = trouble
    consumer.pause()
    bus.publish(*neighbours[:20], killer, *neighbours[20:])
    consumer.resume()
    eventually(lambda: bus.effects.count() == 40 and any(row["times"] == 2 for row in bus.dead()), 60)
    assert [(row["message_id"], row["cause"]) for row in bus.dead()] == [(killer.id, "delivery.limit")]


def test_a_lane_that_is_missing_costs_the_others_no_connection(bus, message):
    looks, losses = [], []

    class Lanes:
        def __iter__(self) -> Iterator[str]:
            looks.append(1)
            return iter([FES.lane, "not-declared"])

    bus.lanes = Lanes()
    bus.run()._link.on_lost(lambda: losses.append(1))
    eventually(lambda: len(looks) > 3)
    sent = message()
    bus.publish(sent)
    eventually(lambda: bus.effects.of(sent.id))
    assert losses == []


def test_an_older_version_that_returns_after_a_newer_one_still_has_its_effect(bus, message):
    older, newer = message(version=1), message(version=2)
    failed: list[str] = []

    def trouble(received: Received) -> None:
        if received.id == older.id and not failed:
            failed.append(received.id)
            fail(received)

    bus.effects.trouble = trouble
    bus.run()
    bus.publish(older, newer)
    eventually(lambda: bus.effects.count() == 2)
    versions = [row["version"] for row in bus.database["effects"].find().sort("_id", 1)]
    assert versions == [2, 1]


def test_draining_gives_back_what_waits_and_finishes_what_is_under_way(bus, message):
    gate = threading.Event()
    bus.effects.trouble = lambda received: gate.wait(20) and None
    consumer = bus.run(workers=2, prefetch=100)
    sent = [message(subject=f"a-{number}") for number in range(50)]
    bus.publish(*sent)
    eventually(lambda: len(bus.effects.calls) == 2)
    drained: list[bool] = []
    draining = threading.Thread(target=lambda: drained.append(consumer.drain(10)))
    draining.start()
    eventually(lambda: not consumer.waiting)
    gate.set()
    draining.join()
    assert drained == [True]
    assert bus.effects.count() == 2
    bus.run()
    eventually(lambda: bus.effects.count() == 50)
    assert {bus.effects.of(envelope.id) for envelope in sent} == {1}
