"""The relay: what was committed reaches the bus, once confirmed it leaves the outbox, and one relay works at a time."""

import time
from functools import partial

import pytest

from multaqa.bus.relay import Gauges, OutboxRelay
from multaqa.store.lease import Lease
from multaqa.testing.waiting import eventually


def row(envelope):
    return {
        "_id": envelope.id,
        "tenant": envelope.tenant,
        "type": envelope.type,
        "subject": envelope.subject,
        "version": envelope.version,
        "routing_key": envelope.routing_key,
        "body": envelope.encode(),
        "content_type": "application/cloudevents+json",
        "traceparent": envelope.traceparent,
        "created_at": time.time(),
    }


@pytest.fixture
def relay(bus):
    made = []

    def start(holder="a", ttl_s=2.0, **gauges):
        lease = Lease(bus.database, "relay", holder, ttl_s)
        made.append(OutboxRelay(bus.database, bus.publisher, lease, Gauges(**gauges)))
        made[-1].start()
        return made[-1]

    yield start
    for one in made:
        one.stop()


def test_what_is_in_the_outbox_is_published_and_leaves_it(bus, message, relay):
    published = []
    bus.run(batch=100)
    bus.database["outbox"].insert_many([row(message(subject=f"a-{number}")) for number in range(1200)])
    relay(published=published.append)
    eventually(lambda: bus.effects.count() == 1200, 30)
    eventually(lambda: bus.database["outbox"].count_documents({}) == 0)
    assert sum(published) == 1200


def test_an_idle_relay_is_woken_by_a_message(bus, message, relay):
    bus.run()
    lags = []
    relay(lag=lags.append)
    eventually(lambda: 0.0 in lags)
    for _ in range(3):
        sent = message()
        began = time.monotonic()
        bus.database["outbox"].insert_one(row(sent))
        eventually(partial(bus.effects.of, sent.id))
        assert time.monotonic() - began < 1.0


def test_messages_of_an_aggregate_are_published_in_the_order_of_their_versions(bus, message, relay):
    bus.run(workers=1)
    sent = [message(version=version) for version in (3, 1, 2)]
    bus.database["outbox"].insert_many([row(envelope) for envelope in sent])
    relay()
    eventually(lambda: bus.effects.count() == 3)
    assert [found["version"] for found in bus.database["effects"].find().sort("_id", 1)] == [1, 2, 3]


def test_one_relay_works_and_the_other_takes_over(bus, message, relay):
    bus.run()
    first_count, second_count = [], []
    first = relay("a", published=first_count.append)
    sent = message()
    bus.database["outbox"].insert_one(row(sent))
    eventually(lambda: bus.effects.of(sent.id))
    relay("b", published=second_count.append)
    more = message()
    bus.database["outbox"].insert_one(row(more))
    eventually(lambda: bus.effects.of(more.id))
    eventually(lambda: sum(first_count) == 2)  # counted after it has arrived
    assert second_count == []
    first.stop()
    last = message()
    bus.database["outbox"].insert_one(row(last))
    eventually(lambda: bus.effects.of(last.id), 15)
    eventually(lambda: sum(second_count) == 1)


def test_a_relay_that_died_leaves_its_lease_to_another_after_a_while(database):
    dead, heir = Lease(database, "relay", "dead", ttl_s=0.5), Lease(database, "relay", "heir", ttl_s=0.5)
    assert dead.hold()
    assert not heir.hold()
    eventually(heir.hold, 5)
    eventually(lambda: not dead.hold(), 5)


def test_what_the_broker_does_not_take_stays_in_the_outbox(bus, message, relay):
    bus.run()
    sent = message()
    bus.publisher.stop()
    relay()
    bus.database["outbox"].insert_one(row(sent))
    eventually(lambda: not bus.publisher.link.connected)
    assert bus.database["outbox"].count_documents({}) == 1
    assert bus.effects.of(sent.id) == 0
