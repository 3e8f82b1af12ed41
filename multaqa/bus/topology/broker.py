"""The plan on a real broker: declare it, take a tenant's lanes away."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from multaqa.bus.link import Link
from multaqa.bus.topology.lane import Tenant
from multaqa.bus.topology.manifest import Manifest
from multaqa.bus.topology.plan import Plan, Queue, lanes_of

DECLARE_TIMEOUT_S = 60.0


def declare(link: Link, wanted: Plan) -> None:
    """Make everything in the plan exist. Idempotent; amqp.PreconditionFailed names a queue that exists otherwise."""
    on_channel(link, partial(_declare, wanted=wanted))


def declare_tenant(link: Link, manifests: Sequence[Manifest], tenant: Tenant) -> None:
    """Add one tenant's lanes and bindings; no other lane is touched."""
    declare(link, lanes_of(manifests, tenant))


def remove_tenant(link: Link, manifests: Sequence[Manifest], tenant: Tenant) -> None:
    """Take away one tenant's bindings and, where the lane was its own, the lane. Its waiting messages go with it."""
    on_channel(link, partial(_remove, tenant=tenant, lanes=lanes_of(manifests, tenant)))


def _declare(channel: Any, wanted: Plan) -> None:
    for exchange in wanted.exchanges:
        channel.exchange_declare(
            exchange.name, exchange.kind, durable=True, auto_delete=False, arguments=dict(exchange.arguments)
        )
    for queue in wanted.queues:
        _declare_queue(channel, queue)
    for binding in wanted.bindings:
        channel.queue_bind(binding.queue, binding.exchange, binding.key, nowait=True)
    for queue in wanted.queues[-1:]:
        _declare_queue(channel, queue)  # answered after all bindings before it


def _declare_queue(channel: Any, queue: Queue) -> None:
    channel.queue_declare(queue.name, durable=True, auto_delete=False, arguments=dict(queue.arguments))


def _remove(channel: Any, tenant: Tenant, lanes: Plan) -> None:
    own = tenant.lane == tenant.slug
    for binding in lanes.bindings:
        if own or binding.key != binding.queue:
            channel.queue_unbind(binding.queue, binding.exchange, binding.key)
    for queue in lanes.queues if own else ():
        channel.queue_delete(queue.name)


def on_channel(link: Link, job: Callable[[Any], None]) -> None:
    def run() -> None:
        channel = link.open_channel(on_closed=lambda _: None)
        try:
            job(channel)
        finally:
            channel.close()

    link.call(run, DECLARE_TIMEOUT_S)
