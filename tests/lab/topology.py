"""The lab's exchanges, lanes and tenants, and what its rooms must know of them."""

from dataclasses import replace
from typing import Any

from pymongo.database import Database

from multaqa.bus.link import Link
from multaqa.bus.topology import Manifest, Plan, Queue, Tenant, declare, lane_queue, plan
from multaqa.tenancy import PLATFORM
from tests.lab.messages.middle import ParcelHanded, ParcelPassed
from tests.lab.messages.source import ParcelAccepted

ROOMS = ("source", "middle", "sink")
MANIFESTS = (
    Manifest("source", publishes=(ParcelAccepted.type,)),
    Manifest("middle", publishes=(ParcelPassed.type, ParcelHanded.type), subscribes=(ParcelAccepted.type,)),
    Manifest("sink", subscribes=(ParcelPassed.type, ParcelHanded.type)),
)


def apply(link: Link, tenants: list[Tenant], tiers_ms: tuple[int, ...], delivery_limits: dict[str, int]) -> None:
    """Declare the lab; `delivery_limits` are limits of lanes, by lane, that are not the bus's own."""
    declare(link, _limited(plan(MANIFESTS, tenants, tiers_ms), delivery_limits))


def _limited(wanted: Plan, limits: dict[str, int]) -> Plan:
    own = {lane_queue(room, lane): limit for room in ROOMS for lane, limit in limits.items()}
    return replace(wanted, queues=tuple(_with_limit(queue, own.get(queue.name)) for queue in wanted.queues))


def _with_limit(queue: Queue, limit: int | None) -> Queue:
    return queue if limit is None else Queue(queue.name, {**queue.arguments, "x-delivery-limit": limit})


def introduce(database: Database[dict[str, Any]], tenants: list[Tenant]) -> None:
    """Let a room know tenants, as the directory's message would."""
    for tenant in tenants:
        row = {"tenant": PLATFORM, "source_version": 1, "lane": tenant.lane}
        database["tenants"].update_one({"_id": tenant.slug}, {"$set": row}, upsert=True)
