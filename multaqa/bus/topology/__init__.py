"""Exchanges, queues, lanes and bindings: planned from manifests and tenants, declared up front, checked."""

from multaqa.bus.topology.broker import declare, declare_tenant, remove_tenant
from multaqa.bus.topology.lane import PLATFORM_TENANT, Tenant, assign_lane, belongs, shared_lane
from multaqa.bus.topology.manifest import Manifest, house_manifests, load_manifests
from multaqa.bus.topology.plan import (
    DEAD,
    MESSAGES,
    PUBLIC,
    RETURN,
    UNROUTED,
    Binding,
    Exchange,
    Plan,
    Queue,
    dead_queue,
    lane_queue,
    lanes_of,
    plan,
    tier,
)

__all__ = [
    "DEAD",
    "MESSAGES",
    "PLATFORM_TENANT",
    "PUBLIC",
    "RETURN",
    "UNROUTED",
    "Binding",
    "Exchange",
    "Manifest",
    "Plan",
    "Queue",
    "Tenant",
    "assign_lane",
    "belongs",
    "dead_queue",
    "declare",
    "declare_tenant",
    "house_manifests",
    "lane_queue",
    "lanes_of",
    "load_manifests",
    "plan",
    "remove_tenant",
    "shared_lane",
    "tier",
]
