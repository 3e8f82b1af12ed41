"""One list of promises, kept by the bus in memory and by RabbitMQ alike."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from marshmallow import ValidationError
from pymongo.database import Database

from multaqa.bus import topology
from multaqa.bus.dead import DeadLetters
from multaqa.bus.envelope import Envelope, Received
from multaqa.bus.keeper import Keeper
from multaqa.bus.lanes import Appetite, LaneConsumer, Settler, Subscription
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing, Published
from multaqa.bus.topology import Manifest, Tenant
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.store import inbox
from multaqa.store.client import connect, database_of
from multaqa.store.rerun import rerun
from multaqa.testing.bus import MemoryBroker, MemoryLink, memory_publisher
from multaqa.testing.waiting import eventually
from multaqa.tracing import new_trace

SIGNED = "partners.agreement_signed.v1"
OPENED = "directory.tenant_opened.v1"
HIRED = "events.hired.v1"
TIERS_MS = (30, 60, 90)
ATTEMPTS = len(TIERS_MS) + 1
MAX_BYTES = 20_000

MANIFESTS = (
    Manifest("partners", publishes=(SIGNED,)),
    Manifest("events", publishes=(HIRED,), subscribes=(SIGNED, OPENED), public=(HIRED,)),
)
FES = Tenant("fes-meknes", "fes-meknes")
RABAT = Tenant("rabat-sale-kenitra", "rabat-sale-kenitra")


def decode(facts: dict[str, Any]) -> dict[str, Any]:
    if "title" not in facts:
        raise ValidationError({"title": ["Missing data for required field."]})
    return facts


@dataclass
class Effects:
    """A handler with an effect in the database, recorded with its inbox rows; `trouble` decides what fails."""

    database: Database[dict[str, Any]]
    trouble: Callable[[Received], None] = lambda received: None
    calls: list[list[str]] = field(default_factory=list)

    def handle(self, batch: Sequence[Received]) -> None:
        rerun(partial(self._handle, batch))

    def _handle(self, batch: Sequence[Received]) -> None:
        self.calls.append([received.id for received in batch])
        for received in batch:
            self.trouble(received)
        rows = [{"message": r.id, "tenant": r.tenant, "subject": r.subject, "version": r.version} for r in batch]
        with self.database.client.start_session() as session, session.start_transaction():
            self.database["effects"].insert_many(rows, session=session)
            inbox.record(self.database, batch, datetime.now(UTC) + timedelta(days=30), session)

    def of(self, message_id: str) -> int:
        return self.database["effects"].count_documents({"message": message_id})

    def count(self, **of: Any) -> int:
        return self.database["effects"].count_documents(of)

    def attempts(self, message_id: str) -> int:
        return sum(call.count(message_id) for call in self.calls)


def _message(tenant: Tenant = FES, type: str = SIGNED, version: int = 1, subject: str = "a-1", **more: Any) -> Envelope:
    return replace(
        Envelope(
            id=new_id(),
            type=type,
            tenant=tenant.slug,
            subject=subject,
            version=version,
            time=datetime.now(UTC),
            source="/partners",
            traceparent=new_trace(),
            causation_id=None,
            facts={"title": "Accord-cadre FNBTP"},
        ),
        **more,
    )


def outgoing(envelope: Envelope) -> Outgoing:
    return Outgoing(topology.MESSAGES, envelope.routing_key, envelope.encode(), envelope.id, envelope.type)


class Bus:
    """A declared bus, one room `events` on it, and its dead letters."""

    def __init__(self, database: Database[dict[str, Any]], tenants: Sequence[Tenant]) -> None:
        self.database = database
        self.lanes = {"platform", *(tenant.lane for tenant in tenants)}
        self.effects = Effects(database)
        self.letters = DeadLetters(database, self.publisher, SystemClock())
        self._consumers: list[LaneConsumer] = []
        self._links: list[Link] = []
        self.admin = self.linked("admin")
        topology.declare(self.admin, topology.plan(MANIFESTS, tenants, TIERS_MS))
        self.publisher.start()
        self._keep()

    publisher: ConfirmingPublisher
    manifests = MANIFESTS
    outgoing = staticmethod(outgoing)

    def link(self, name: str) -> Link:
        raise NotImplementedError

    def sever_all(self) -> None:
        """Close every connection from the broker's side."""
        raise NotImplementedError

    def linked(self, name: str) -> Link:
        link = self.link(name)
        self._links.append(link)
        link.start()
        assert link.wait_connected(10)
        return link

    def _keep(self) -> None:
        link = self.link("keeper")
        self._links.append(link)
        self._keeper = Keeper(link, self.database, self.letters, SystemClock(), ["events.dead", topology.UNROUTED])
        link.start()
        self._keeper.start()

    def run(self, *, batch: int = 1, workers: int = 4, prefetch: int = 200) -> LaneConsumer:
        subscription = Subscription(SIGNED, decode, self.effects.handle, batch)
        link = self.link("events lanes")
        self._links.append(link)
        subscriptions = {SIGNED: subscription}
        known = partial(inbox.known, self.database)
        settler = Settler("events", subscriptions, self.publisher, TIERS_MS, known)
        appetite = Appetite(prefetch, workers, MAX_BYTES)
        consumer = LaneConsumer(link, "events", lambda: self.lanes, subscriptions, settler, appetite)
        link.start()
        consumer.start()
        self._consumers.append(consumer)
        return consumer

    def publish(self, *messages: Envelope) -> None:
        self.put(*(outgoing(envelope) for envelope in messages))

    def put(self, *messages: Outgoing) -> Published:
        published = self.publisher.publish_batch(messages)
        assert len(published.confirmed) == len(messages)
        return published

    def delete_queue(self, name: str) -> None:
        self.admin.call(lambda: self.admin.open_channel().queue_delete(name))

    def dead(self, tenant: str = FES.slug, **of: Any) -> list[dict[str, Any]]:
        return self.letters.list(tenant, **of)

    def eventually_dead(self, count: int = 1, tenant: str = FES.slug, **of: Any) -> list[dict[str, Any]]:
        eventually(lambda: len(self.dead(tenant, **of)) >= count, 15)
        found = self.dead(tenant, **of)
        assert len(found) == count
        return found

    def stop(self) -> None:
        for consumer in self._consumers:
            assert consumer.drain(10)
        self._keeper.stop()
        for link in self._links:
            link.stop()
        self.publisher.stop()


class MemoryBus(Bus):
    def __init__(self, database: Database[dict[str, Any]], tenants: Sequence[Tenant]) -> None:
        self.broker = MemoryBroker()
        self.publisher = memory_publisher(self.broker)
        super().__init__(database, tenants)

    def link(self, name: str) -> Link:
        return MemoryLink(self.broker, name)

    def sever_all(self) -> None:
        for link in [*self._links, self.publisher.link]:
            link.sever()

    def stop(self) -> None:
        super().stop()
        self.broker.stop()


class RabbitBus(Bus):
    def __init__(
        self, database: Database[dict[str, Any]], tenants: Sequence[Tenant], uri: str, management: str
    ) -> None:
        self._uri, self._management = uri, management
        self.publisher = ConfirmingPublisher.to(uri, name="publisher")
        super().__init__(database, tenants)

    def link(self, name: str) -> Link:
        return Link(self._uri, name=name)

    def sever_all(self) -> None:
        """The management learns of a connection some seconds late, so it is asked until it knows them all."""
        wanted = len(self._links) + 1
        vhost = quote(urlsplit(self._uri).path[1:], safe="")
        names = eventually(lambda: found if len(found := self._connections(vhost)) >= wanted else [], 15)
        for name in names:
            httpx.delete(f"{self._management}/connections/{quote(name, safe='')}")

    def _connections(self, vhost: str) -> list[str]:
        answer = httpx.get(f"{self._management}/vhosts/{vhost}/connections")
        return [row["name"] for row in answer.raise_for_status().json()]


@pytest.fixture
def database(mongo_uri: str, mongo_database: str) -> Iterator[Database[dict[str, Any]]]:
    with connect(mongo_uri, "tests") as client:
        found = database_of(client, mongo_database)
        found["inbox"].create_index("expires_at")
        found.create_collection("effects")
        yield found


@pytest.fixture(params=["memory", "rabbitmq"])
def bus(request: pytest.FixtureRequest, database: Database[dict[str, Any]]) -> Iterator[Bus]:
    tenants = (FES, RABAT)
    if request.param == "memory":
        made: Bus = MemoryBus(database, tenants)
    else:
        uri, management = request.getfixturevalue("amqp_uri"), request.getfixturevalue("management_url")
        made = RabbitBus(database, tenants, uri, management)
    try:
        yield made
    finally:
        with suppress(ConnectionError):
            made.stop()


@pytest.fixture
def message() -> Callable[..., Envelope]:
    return _message
