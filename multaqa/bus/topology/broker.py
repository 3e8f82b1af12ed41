"""The plan against a real broker: declare it, compare it, take a tenant's lanes away."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import amqp
import httpx

from multaqa.bus.link import Link
from multaqa.bus.topology.lane import Tenant
from multaqa.bus.topology.manifest import Manifest
from multaqa.bus.topology.plan import Binding, Plan, Queue, lanes_of, plan

DECLARE_TIMEOUT_S = 60.0
CHECK_TIMEOUT_S = 5.0


def declare(link: Link, wanted: Plan) -> None:
    """Make everything in the plan exist. Idempotent; amqp.PreconditionFailed names a queue that exists otherwise."""
    _on_channel(link, partial(_declare, wanted=wanted))


def declare_tenant(link: Link, manifests: Sequence[Manifest], tenant: Tenant) -> None:
    """Add one tenant's lanes and bindings; no other lane is touched."""
    declare(link, lanes_of(manifests, tenant))


def remove_tenant(link: Link, manifests: Sequence[Manifest], tenant: Tenant) -> None:
    """Take away one tenant's bindings and, where the lane was its own, the lane. Its waiting messages go with it."""
    _on_channel(link, partial(_remove, tenant=tenant, lanes=lanes_of(manifests, tenant)))


def check(
    link: Link,
    manifests: Sequence[Manifest],
    tenants: Sequence[Tenant],
    tiers_ms: Sequence[int],
    management_url: str | None = None,
) -> list[str]:
    """Say what the broker lacks, one sentence a problem; an empty list is health.

    With `management_url`, the management API's root with the vhost as its fragment
    (`http://guest:guest@localhost:15672/api#/`), bindings are compared both ways; without it AMQP can only be asked
    whether exchanges and queues exist.
    """
    wanted = plan(manifests, tenants, tiers_ms)
    missing = [f"{kind} {name} does not exist" for kind, name in _missing(link, wanted)]
    return missing + (_binding_problems(wanted, management_url) if management_url else [])


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


def _missing(link: Link, wanted: Plan) -> list[tuple[str, str]]:
    exchanges = [("exchange", exchange.name) for exchange in wanted.exchanges]
    queues = [("queue", queue.name) for queue in wanted.queues]
    return [(kind, name) for kind, name in exchanges + queues if not _exists(link, kind, name)]


def _exists(link: Link, kind: str, name: str) -> bool:
    try:
        _on_channel(link, partial(_look, kind=kind, name=name))
    except amqp.NotFound:
        return False
    return True


def _look(channel: Any, kind: str, name: str) -> None:
    if kind == "exchange":
        channel.exchange_declare(name, "topic", passive=True)
    else:
        channel.queue_declare(name, passive=True)


def _binding_problems(wanted: Plan, management_url: str) -> list[str]:
    root, _, vhost = management_url.partition("#")
    answer = httpx.get(f"{root}/bindings/{quote(vhost or '/', safe='')}", timeout=CHECK_TIMEOUT_S)
    answer.raise_for_status()
    found = {Binding(row["source"], row["destination"], row["routing_key"]) for row in answer.json()}
    lanes = {queue.name for queue in wanted.queues}
    extra = {binding for binding in found if binding.queue in lanes and binding.exchange} - set(wanted.bindings)
    return [f"{_named(binding)} is missing" for binding in wanted.bindings if binding not in found] + [
        f"{_named(binding)} is in no manifest" for binding in sorted(extra, key=_named)
    ]


def _named(binding: Binding) -> str:
    return f"binding {binding.key!r} from {binding.exchange} to {binding.queue}"


def _on_channel(link: Link, job: Callable[[Any], None]) -> None:
    def run() -> None:
        channel = link.open_channel(on_closed=lambda _: None)
        try:
            job(channel)
        finally:
            channel.close()

    link.call(run, DECLARE_TIMEOUT_S)
