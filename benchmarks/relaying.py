"""The relay alone, from a full outbox to confirmed messages in a quorum queue, against nameko's dispatch."""

import threading
import time

from nameko.standalone.events import event_dispatcher

from benchmarks.house import Stage, stage
from benchmarks.messages.source import ParcelAccepted
from benchmarks.rooms import MANIFESTS, Parcel
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher
from multaqa.bus.relay import OutboxRelay
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.store.client import connect, database_of
from multaqa.store.lease import Lease
from multaqa.store.work import Call, Room, Works
from multaqa.tenancy import Context
from multaqa.testing.waiting import eventually

WRITTEN_TOGETHER = 500


def ours(nodes: Nodes, count: int) -> float:
    """Messages a second from outbox to confirm."""
    with stage(nodes, "relay") as here:
        here.open_lanes(["region-0"], MANIFESTS)
        client = connect(here.nodes.mongo_uri, "benchmark")
        room = Room("source", client, database_of(client, "bench_source"), SystemClock())
        _fill(room, count)
        publisher = ConfirmingPublisher.to(here.nodes.amqp_uri, name="benchmark")
        publisher.start()
        publisher.link.wait_connected(10)
        relay = OutboxRelay(room.database, publisher, Lease(room.database, "outbox", "benchmark"))
        started = time.monotonic()
        relay.start()
        eventually(lambda: room.database["outbox"].find_one({}, {"_id": 1}) is None, 300)
        took = time.monotonic() - started
        relay.stop()
        publisher.stop()
        client.close()
        return count / took


def stock(nodes: Nodes, count: int) -> float:
    """Events a second that nameko's dispatcher gets confirmed, one by one."""
    with stage(nodes, "dispatch") as here:
        _bind(here)
        dispatch = event_dispatcher({"AMQP_URI": here.nodes.amqp_uri})
        dispatch("source", "parcel_accepted", {"number": 0})
        started = time.monotonic()
        for number in range(count):
            dispatch("source", "parcel_accepted", {"number": number, "name": f"parcel {number}", "sector": "industry"})
        return count / (time.monotonic() - started)


def _fill(room: Room, count: int) -> None:
    works = Works(room, Call(Context("region-0", "benchmark")), {})
    for _ in range(count // WRITTEN_TOGETHER):
        with works() as work:
            for number in range(WRITTEN_TOGETHER):
                work.publish(ParcelAccepted, Parcel(new_id(), number, 1))
            work.commit()


def _bind(here: Stage) -> None:
    """A quorum queue that takes the events, as a handler's would."""
    done = threading.Event()

    def declare(channel) -> None:
        channel.exchange_declare("source.events", "topic", durable=True, auto_delete=True)
        channel.queue_declare("kept", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.queue_bind("kept", "source.events", "#")
        done.set()

    link = Link(here.nodes.amqp_uri, name="benchmark")
    link.on_connected(declare)
    link.start()
    done.wait(10)
    link.stop()
