"""One room of the house, running on a broker and a database of the test's own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pymongo.database import Database

from multaqa.bus import topology
from multaqa.bus.envelope import Envelope
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.bus.topology import PLATFORM_TENANT, Manifest, Tenant
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import catalogue
from multaqa.room import container_of
from multaqa.rpc import RpcClient
from multaqa.runner import service_of
from multaqa.settings import folder_of, load
from multaqa.store import inbox
from multaqa.store.client import connect, database_of
from multaqa.telemetry import Health
from multaqa.tenancy import PLATFORM, Context
from multaqa.testing.waiting import eventually
from multaqa.tracing import new_trace

FES, RABAT = "fes-meknes", "rabat-sale-kenitra"
TENANTS = (FES, RABAT)
PATIENT_S = 5.0
"""A machine that runs tests may stand still for a second: the broker is not gone then."""
TIERS_MS = (30, 60)


@dataclass
class RunningRoom:
    """Asked by RPC, told by messages; what it would tell is read from its outbox, since no relay runs."""

    client: RpcClient
    publisher: ConfirmingPublisher
    database: Database[dict[str, Any]]
    name: str
    health: Health

    def ask(
        self,
        method: str,
        *,
        tenant: str = FES,
        key: str | None = None,
        role: str = "staff",
        principal: str = "key:test",
        **arguments: Any,
    ) -> Any:
        told = sha256(repr(arguments).encode()).hexdigest()
        context = Context(tenant, principal, role=role, command_id=key, route=method, fingerprint=told)
        return self.client.call(self.name, method, context, arguments, timeout_s=20)

    def hear(self, type: str, subject: str, facts: dict[str, Any], **circumstances: Any) -> Envelope:
        """Publish a message as its room would; `id`, `tenant` and `version` may be given."""
        envelope = Envelope(
            id=circumstances.get("id", new_id()),
            type=type,
            tenant=circumstances.get("tenant", FES),
            subject=subject,
            version=circumstances.get("version", 1),
            time=SystemClock().now(),
            source="/test",
            traceparent=new_trace(),
            causation_id=None,
            facts=catalogue()[type].encode(facts),
        )
        message = Outgoing(topology.MESSAGES, envelope.routing_key, envelope.encode(), envelope.id, type)
        assert self.publisher.publish_batch([message]).confirmed == [message]
        return envelope

    def has_handled(self, *messages: Envelope) -> None:
        """Wait until the effects of these messages are committed."""
        for tenant in {message.tenant for message in messages}:
            ids = {message.id for message in messages if message.tenant == tenant}
            eventually(lambda tenant=tenant, ids=ids: inbox.known(self.database, tenant, ids) == ids)

    def told(self, type: str) -> list[Envelope]:
        return [Envelope.parse(row["body"]) for row in self.database.outbox.find({"type": type}, sort=[("_id", 1)])]

    def holds(self) -> dict[str, int]:
        """How many rows each of the room's own collections has."""
        names = sorted(set(self.database.list_collection_names()) - {"tenants"})
        return {name: self.database[name].count_documents({}) for name in names}


@contextmanager
def running(name: str, amqp_uri: str, mongo_uri: str, database: str, **knobs: Any) -> Iterator[RunningRoom]:
    """Declare the lanes, start the room, open two tenants, and wait until their lanes are served."""
    settings = replace(
        load(name),
        amqp_uri=amqp_uri,
        mongo_uri=mongo_uri,
        database=database,
        tiers_ms=TIERS_MS,
        due_poll_s=0.05,
        **knobs,
    )
    with ExitStack() as stack:
        _declare(name, amqp_uri)
        client = connect(mongo_uri, "test")
        stack.callback(client.close)
        health = Health()
        container = container_of(service_of(name), settings, health)
        container.start()
        stack.callback(container.stop)
        rpc = RpcClient(amqp_uri, name="test", silence_s=PATIENT_S)
        rpc.start()
        stack.callback(rpc.stop)
        publisher = ConfirmingPublisher.to(amqp_uri, name="test")
        publisher.start()
        stack.callback(publisher.stop)
        eventually(lambda: rpc.trouble() is None)
        room = RunningRoom(rpc, publisher, database_of(client, database), name, health)
        _open_tenants(room)
        eventually(lambda: not health.troubles())
        yield room


def _declare(name: str, amqp_uri: str) -> None:
    """The room's own lanes, bound to what it subscribes to; whoever publishes is not needed for that."""
    manifest = Manifest.read(folder_of(name) / "manifest.yml")
    tenants = [PLATFORM_TENANT, *(Tenant(slug, slug) for slug in TENANTS)]
    link = Link(amqp_uri, name="test topology")
    link.start()
    try:
        assert link.wait_connected(10)
        topology.declare(link, topology.plan([manifest], tenants, TIERS_MS))
    finally:
        link.stop()


def _open_tenants(room: RunningRoom) -> None:
    opened = [
        room.hear(
            "directory.tenant_opened.v1",
            slug,
            {"slug": slug, "name": {"fr": slug, "ar": slug}, "lane": slug},
            tenant=PLATFORM,
        )
        for slug in TENANTS
    ]
    room.has_handled(*opened)
