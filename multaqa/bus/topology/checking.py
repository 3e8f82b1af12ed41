"""The plan held against a real broker. Apart from `broker`, since rooms declare but never ask: httpx weighs 3 MB."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import amqp
import httpx

from multaqa.bus.link import Link
from multaqa.bus.topology.broker import on_channel
from multaqa.bus.topology.lane import Tenant
from multaqa.bus.topology.manifest import Manifest
from multaqa.bus.topology.plan import Binding, Plan, plan

CHECK_TIMEOUT_S = 5.0


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


def _missing(link: Link, wanted: Plan) -> list[tuple[str, str]]:
    exchanges = [("exchange", exchange.name) for exchange in wanted.exchanges]
    queues = [("queue", queue.name) for queue in wanted.queues]
    return [(kind, name) for kind, name in exchanges + queues if not _exists(link, kind, name)]


def _exists(link: Link, kind: str, name: str) -> bool:
    try:
        on_channel(link, partial(_look, kind=kind, name=name))
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
