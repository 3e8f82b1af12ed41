"""The peer: the same path as nameko's own documentation writes it. `python -m benchmarks.stock source`, `... sink`.

    source: accept(numbers) ── insert, dispatch (one confirm each) ──▶ sink: @event_handler, insert

It promises less: a crash between insert and dispatch loses the event, a redelivery is inserted twice, a handler that
raises loses the message. Its queues are quorum queues too (the virtual host's default type), its writes as durable.
"""

import sys

import eventlet

eventlet.monkey_patch()

from nameko.containers import ServiceContainer  # noqa: E402 (after the patch)
from nameko.events import EventDispatcher, event_handler  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from pymongo import MongoClient, WriteConcern  # noqa: E402

from multaqa.ids import new_id  # noqa: E402
from multaqa.settings import environment  # noqa: E402

DURABLE = WriteConcern(w="majority", j=True)


class Parcels(DependencyProvider):
    """A collection, as durable as ours."""

    def setup(self):
        self.client = MongoClient(self.container.config["MONGO_URI"])

    def get_dependency(self, _):
        database = self.client[f"stock_{self.container.service_name}"]
        return database.get_collection("parcels", write_concern=DURABLE)


class SourceService:
    name = "source"
    parcels = Parcels()
    dispatch = EventDispatcher()

    @rpc
    def accept(self, numbers):
        for number in numbers:
            facts = {"number": number, "name": f"parcel {number}", "sector": "industry"}
            self.parcels.insert_one({"_id": new_id(), **facts})
            self.dispatch("parcel_accepted", facts)
        return len(numbers)


class SinkService:
    name = "sink"
    parcels = Parcels()

    @event_handler("source", "parcel_accepted")
    def keep(self, facts):
        self.parcels.insert_one({"_id": new_id(), **facts})


def main(room: str) -> None:
    service = {"source": SourceService, "sink": SinkService}[room]
    config = {"AMQP_URI": environment("AMQP_URI"), "MONGO_URI": environment("MONGO_URI")}
    container = ServiceContainer(service, config)
    container.start()
    container.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
