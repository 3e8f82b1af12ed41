"""The whole topology as values: what must exist on the broker for these rooms and tenants.

Arguments are explicit and the same on RabbitMQ 3.10 and 4.x, whose defaults differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from multaqa.bus.topology.lane import PLATFORM_TENANT, Tenant
from multaqa.bus.topology.manifest import Manifest

MESSAGES = "multaqa"
UNROUTED = "multaqa.unrouted"
UNHEARD = "multaqa.unheard"
RETURN = "multaqa.return"
DEAD = "multaqa.dead"
PUBLIC = "multaqa.public"

DELIVERY_LIMIT = 25  # a process that dies raises it for all it had prefetched: a backstop, not the count of attempts
NO_DELIVERY_LIMIT = 1_000_000_000  # "unlimited" is the default on 3.10, -1 on 4.x, and 20 is the default on 4.x
PUBLIC_AGE = "30D"
UNHEARD_MS = 3_600_000
UNHEARD_MESSAGES = 10_000

Arguments = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str
    kind: str
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    arguments: Arguments = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Binding:
    exchange: str
    queue: str
    key: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Exchanges, queues and bindings, to be declared in this order."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]


def tier(ms: int) -> str:
    """The name of a retry tier: its exchange and its queue."""
    return f"multaqa.tier.{ms}"


def lane_queue(room: str, lane: str) -> str:
    return f"{room}.{lane}"


def dead_queue(room: str) -> str:
    return f"{room}.dead"


def plan(manifests: Sequence[Manifest], tenants: Iterable[Tenant], tiers_ms: Sequence[int]) -> Plan:
    """Everything: what all rooms share, and the lanes of every tenant and of the platform."""
    shared = _common(manifests, tiers_ms)
    lanes = [lanes_of(manifests, tenant) for tenant in (PLATFORM_TENANT, *tenants)]
    return Plan(
        shared.exchanges,
        tuple({queue.name: queue for each in (shared, *lanes) for queue in each.queues}.values()),
        tuple(dict.fromkeys(binding for each in (shared, *lanes) for binding in each.bindings)),
    )


def lanes_of(manifests: Sequence[Manifest], tenant: Tenant) -> Plan:
    """The lanes of one tenant in every room that subscribes to something, and their bindings."""
    rooms = [manifest for manifest in manifests if manifest.subscribes]
    return Plan(
        (),
        tuple(_lane(manifest.room, tenant.lane) for manifest in rooms),
        tuple(binding for manifest in rooms for binding in _lane_bindings(manifest, tenant)),
    )


def _common(manifests: Sequence[Manifest], tiers_ms: Sequence[int]) -> Plan:
    rooms = [manifest.room for manifest in manifests]
    public = sorted({kind for manifest in manifests for kind in manifest.public})
    heard = {kind for manifest in manifests for kind in (*manifest.subscribes, *manifest.public)}
    unheard = sorted({kind for manifest in manifests for kind in manifest.publishes} - heard)
    return Plan(
        (
            Exchange(UNROUTED, "fanout"),
            Exchange(DEAD, "topic", {"alternate-exchange": UNROUTED}),
            Exchange(RETURN, "direct", {"alternate-exchange": DEAD}),
            Exchange(MESSAGES, "topic", {"alternate-exchange": UNROUTED}),
            *(Exchange(tier(ms), "fanout") for ms in tiers_ms),
        ),
        (
            _kept(UNROUTED),
            _unheard(),
            *(_kept(dead_queue(room)) for room in rooms),
            *(_tier(ms) for ms in tiers_ms),
            _stream(),
        ),
        (
            Binding(UNROUTED, UNROUTED, ""),
            *(Binding(DEAD, dead_queue(room), f"{room}.#") for room in rooms),
            *(Binding(tier(ms), tier(ms), "") for ms in tiers_ms),
            *(Binding(MESSAGES, PUBLIC, f"*.{kind}") for kind in public),
            *(Binding(MESSAGES, UNHEARD, f"*.{kind}") for kind in unheard),
        ),
    )


def _lane_bindings(manifest: Manifest, tenant: Tenant) -> Iterator[Binding]:
    queue = lane_queue(manifest.room, tenant.lane)
    yield Binding(RETURN, queue, queue)
    for kind in manifest.subscribes:
        yield Binding(MESSAGES, queue, f"{tenant.slug}.{kind}")


def _lane(room: str, lane: str) -> Queue:
    return Queue(
        lane_queue(room, lane),
        {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD,
            "x-dead-letter-routing-key": room,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def _tier(ms: int) -> Queue:
    """Without a dead-letter routing key: the message comes back under the key it was published with, its lane."""
    return Queue(
        tier(ms),
        {
            "x-queue-type": "quorum",
            "x-message-ttl": ms,
            "x-delivery-limit": NO_DELIVERY_LIMIT,
            "x-dead-letter-exchange": RETURN,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def _kept(name: str) -> Queue:
    return Queue(name, {"x-queue-type": "quorum", "x-delivery-limit": NO_DELIVERY_LIMIT})


def _unheard() -> Queue:
    """Takes the types no room subscribes to yet, for an hour: by manifest, so that an unrouted message is a mistake."""
    return Queue(
        UNHEARD,
        {
            "x-queue-type": "quorum",
            "x-message-ttl": UNHEARD_MS,
            "x-max-length": UNHEARD_MESSAGES,
            "x-delivery-limit": NO_DELIVERY_LIMIT,
        },
    )


def _stream() -> Queue:
    return Queue(PUBLIC, {"x-queue-type": "stream", "x-max-age": PUBLIC_AGE})
