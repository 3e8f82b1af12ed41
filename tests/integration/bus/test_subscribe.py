"""A room's `@subscribe` methods in a real nameko container: the effect, the inbox, the outbox and the end."""

import threading
from datetime import UTC, datetime
from functools import partial

import pytest
from nameko.containers import ServiceContainer

from multaqa.bus import subscribe, topology
from multaqa.bus.envelope import Envelope
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.bus.topology import Manifest, Tenant
from multaqa.ids import new_id
from multaqa.settings import Settings
from multaqa.store import works
from multaqa.store.provider import SETTINGS
from multaqa.testing.waiting import eventually
from multaqa.tracing import new_trace, trace_id

FES = Tenant("fes-meknes", "fes-meknes")
TIERS_MS = (30, 60)


class Signed:
    type = "partners.agreement_signed.v1"
    decode = staticmethod(dict)


class Opened:
    type = "events.edition_opened.v1"
    decode = staticmethod(dict)


class Told:
    type = "events.told.v1"
    encode = staticmethod(dict)


class Note:
    def __init__(self, message):
        self.id, self.version, self._of = new_id(), 1, message.id

    def facts(self):
        return {"of": self._of}


class Room:
    name = "events"
    work = works()

    @subscribe(Signed)
    def signed(self, message):
        with self.work() as work:
            if message.facts.get("poison"):
                raise ValueError("poison")
            work.publish(Told, Note(message))
            if not message.facts.get("forgetful"):
                work.commit()

    @subscribe(Opened, batch=50)
    def opened(self, messages):
        with self.work() as work:
            for message in messages:
                work.publish(Told, Note(message), cause=message)
            work.commit()


@pytest.fixture
def room(amqp_uri, mongo_uri, mongo_database, database):
    link = Link(amqp_uri, name="topology")
    link.start()
    manifests = [Manifest("events", (Told.type,), (Signed.type, Opened.type))]
    topology.declare(link, topology.plan(manifests, [FES], TIERS_MS))
    database["tenants"].insert_one({"_id": "platform/fes-meknes", "tenant": "platform", "lane": FES.lane})
    settings = Settings(
        "events", amqp_uri, mongo_uri, mongo_database, workers=8, prefetch_total=500, tiers_ms=TIERS_MS, drain_s=10
    )
    container = ServiceContainer(Room, {"AMQP_URI": amqp_uri, "max_workers": 50, SETTINGS: settings})
    container.start()
    yield container
    container.stop()
    link.stop()


@pytest.fixture
def send(amqp_uri):
    publisher = ConfirmingPublisher.to(amqp_uri, name="test")
    publisher.start()

    def send(type_, **facts):
        sent = Envelope(new_id(), type_, FES.slug, "a-1", 1, datetime.now(UTC), "/partners", new_trace(), None, facts)
        published = publisher.publish_batch([Outgoing("multaqa", sent.routing_key, sent.encode(), sent.id)])
        assert published.confirmed
        return sent

    yield send
    publisher.stop()


def told_of(database, sent):
    rows = [Envelope.parse(row["body"]) for row in database["outbox"].find()]
    return [envelope for envelope in rows if envelope.facts["of"] == sent.id]


def test_a_message_has_its_effect_once_and_causes_what_it_publishes(room, send, database):
    sent = send(Signed.type)
    (told,) = eventually(partial(told_of, database, sent))
    assert told.causation_id == sent.id
    assert trace_id(told.traceparent) == trace_id(sent.traceparent)
    assert database["inbox"].count_documents({"_id": f"{FES.slug}/{sent.id}"}) == 1


def test_a_batch_is_one_list_and_each_message_causes_its_own(room, send, database):
    sent = [send(Opened.type) for _ in range(20)]
    eventually(lambda: database["outbox"].count_documents({}) == 20)
    for one in sent:
        (told,) = told_of(database, one)
        assert told.causation_id == one.id


@pytest.mark.parametrize("fault", ["poison", "forgetful"])
def test_a_method_that_fails_or_forgets_to_commit_has_no_effect_and_its_message_is_dead(
    room, send, database, amqp_uri, fault
):
    sent, dead = send(Signed.type, **{fault: True}), []
    link = Link(amqp_uri, name="dead")
    link.on_connected(lambda channel: channel.basic_consume("events.dead", callback=dead.append))
    link.start()
    eventually(lambda: dead)
    assert dead[0].headers["x-multaqa-attempt"] == len(TIERS_MS) + 1
    assert dead[0].headers["x-multaqa-cause"] == {"poison": "ValueError", "forgetful": "NotCommitted"}[fault]
    assert told_of(database, sent) == []
    link.stop()


def test_stopping_finishes_what_is_under_way_and_gives_back_the_rest(room, send, database):
    sent = [send(Signed.type) for _ in range(30)]
    stopping = threading.Thread(target=room.stop)
    stopping.start()
    stopping.join(15)
    assert not stopping.is_alive()
    done = [one for one in sent if told_of(database, one)]
    assert len({row["_id"] for row in database["inbox"].find()}) == len(done)
