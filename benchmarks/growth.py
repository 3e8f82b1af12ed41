"""How cost grows: with the processes of a room, with tenants, with what is stored; each against its smallest case."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks import path, registrations
from benchmarks.table import Row
from multaqa.ids import new_id
from multaqa.nodes import Nodes

PROCESSES = (1, 2, 4, 8)
TENANTS = (1, 12, 200)
STORED = (10_000, 100_000, 1_000_000)
WRITTEN_TOGETHER = 10_000


def by_processes(nodes: Nodes, count: int) -> Iterator[Row]:
    rates = {number: path.ours(nodes, count, sinks=number) for number in PROCESSES}
    for number, rate in rates.items():
        yield Row(f"message path, {number} processes of the sink", "messages/s", rate, rates[1], "1 process")


def by_tenants(nodes: Nodes, count: int) -> Iterator[Row]:
    rates = {number: path.ours(nodes, count, tenants=number) for number in TENANTS}
    for number, rate in rates.items():
        yield Row(f"message path, {number} tenants", "messages/s", rate, rates[1], "1 tenant")


def by_stored(nodes: Nodes, count: int) -> Iterator[Row]:
    """Registration beside rows of earlier seasons, which the same indexes must hold."""
    rates: dict[int, registrations.Crowd] = {}
    with registrations.door(nodes, registrations.EVENTS, capacity=1_000_000) as door:
        stored = 0
        for wanted in STORED:
            _store(door, wanted - stored)
            stored = wanted
            rates[wanted] = door.meet(count)
    first = rates[STORED[0]]
    for wanted, crowd in rates.items():
        note = f"p99 {crowd.p99_ms:.0f} ms, {crowd.failures} failures"
        name = f"registration beside {wanted:,} stored"
        yield Row(name, "requests/s", crowd.per_second, first.per_second, f"{STORED[0]:,} stored", note=note)


def _store(door: registrations.Door, count: int) -> None:
    with door.here.mongo as client:
        rows = client["multaqa_events"]["registrations"]
        for first in range(0, count, WRITTEN_TOGETHER):
            rows.insert_many(
                [_earlier(door, number) for number in range(first, min(count, first + WRITTEN_TOGETHER))], ordered=False
            )


def _earlier(door: registrations.Door, number: int) -> dict[str, Any]:
    tenant = door.tenants[number % len(door.tenants)]
    return {
        "_id": new_id(), "version": 1, "tenant": tenant["slug"], "edition_id": f"earlier-{number % 40}",
        "person_id": new_id(), "category": registrations.CATEGORY, "activity_ids": [], "institute_id": None,
        "sector": None, "level": None, "offered_until": None, "reason": None, "state": "checked_in", "place": None,
        "standing": True, "registered_at": datetime(2025, 5, 1, tzinfo=UTC), "checked_in_at": None,
        "cancelled_at": None,
    }  # fmt: skip
