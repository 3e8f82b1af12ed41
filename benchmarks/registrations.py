"""Registration over HTTP: 64 clients, twelve regions, capacity checked, confirmed in the answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.house import READY_S, Stage, stage
from multaqa import rpc
from multaqa.bus.link import Link
from multaqa.bus.topology import Tenant, declare, house_manifests, plan
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.nodes.program import Program
from multaqa.settings import GATEWAY
from multaqa.tenancy import platform_context

CLIENTS = 64
REGIONS = 12
CATEGORY = "candidate"
EVENTS = ("multaqa", "run", "events")
UNGROUPED = ("benchmarks.ungrouped",)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the crowd met: requests a second, the 99th percentile, and how many were not answered 201."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


@dataclass(frozen=True, slots=True)
class Door:
    """A running gateway and events' room, with an open edition in each region."""

    here: Stage
    port: int
    tenants: list[dict[str, str]]
    programs: list[Program]

    def meet(self, count: int) -> Crowd:
        """Let `count` persons register, from CLIENTS connections."""
        wanted = {
            "host": "127.0.0.1", "port": self.port, "clients": CLIENTS, "count": count, "run": new_id(),
            "category": CATEGORY, "tenants": self.tenants,
        }  # fmt: skip
        path = Path(self.here.nodes.root) / "crowd.json"
        path.write_text(json.dumps(wanted))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.crowd", str(path)], check=True, capture_output=True, text=True
        )
        met = json.loads(done.stdout)
        failures = sum(count for status, count in met["statuses"].items() if status != "201")
        return Crowd(count / met["seconds"], met["p50_ms"], met["p99_ms"], failures)

    def oversold(self, capacity: int, expected: int) -> int:
        """Seats given beyond capacity, over all regions; raises when a registration is missing or doubled."""
        with self.here.mongo as client:
            rows = client["multaqa_events"]["registrations"]
            held = {
                tenant: rows.count_documents({"tenant": tenant, "state": "confirmed"})
                for tenant in rows.distinct("tenant")
            }
            if (found := rows.count_documents({})) != expected:
                raise RuntimeError(f"{found} registrations, {expected} were answered")
        return sum(max(0, seats - capacity) for seats in held.values())


@contextmanager
def door(nodes: Nodes, events: tuple[str, ...], capacity: int, processes: int = 1, **variables: str) -> Iterator[Door]:
    """Start the gateway and `processes` of the events' room with its relay; open an edition in each region."""
    port = nodes.ports.free("bench.http")
    slugs = [f"region-{number}" for number in range(REGIONS)]
    with stage(nodes, "registration") as here:
        declare_rooms(here, slugs)
        commands = [("multaqa", "run", GATEWAY), ("multaqa", "relay", "events"), *[events] * processes]
        named = {"MULTAQA_HTTP_PORT": str(port), "MULTAQA_DEVELOPMENT": "true", **variables}
        with here.running(*commands, **named) as programs:
            yield Door(here, port, [_opened(here, port, slug, capacity) for slug in slugs], programs)


def measure(nodes: Nodes, count: int, events: tuple[str, ...]) -> Crowd:
    """One crowd of `count` against seats for two thirds of it: no failure, no seat oversold, or it raises."""
    capacity = count // REGIONS * 2 // 3
    with door(nodes, events, capacity) as opened:
        crowd = opened.meet(count)
        if crowd.failures == 0 and (oversold := opened.oversold(capacity, count)):
            raise RuntimeError(f"{oversold} seats oversold")
        return crowd


def declare_rooms(here: Stage, slugs: list[str]) -> None:
    link = Link(here.nodes.amqp_uri, name="benchmark")
    link.start()
    try:
        link.wait_connected(READY_S)
        declare(link, plan(house_manifests(), [Tenant(slug, slug) for slug in slugs], (1_000, 10_000, 60_000, 600_000)))
    finally:
        link.stop()


def opened_tenant(here: Stage, slug: str) -> str:
    """Open a region at the gateway; its administrator's key."""
    arguments = {"slug": slug, "name_fr": slug, "name_ar": slug}
    opened = rpc.call(here.nodes.amqp_uri, GATEWAY, "open_tenant", platform_context("benchmark"), **arguments)
    return str(opened["administrator_key"])


def _opened(here: Stage, port: int, slug: str, capacity: int) -> dict[str, str]:
    key = opened_tenant(here, slug)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/v1", headers={"Authorization": f"Bearer {key}"}) as api:
        name = {"fr": "Forum", "ar": "ملتقى"}
        series = made(api, "/series", {"name": name})
        edition = made(
            api,
            "/editions",
            {
                "series_id": series["id"], "number": 1, "theme": name, "sectors": ["industry"], "venue": "Fès",
                "starts_at": "2030-05-01T08:00:00+01:00", "ends_at": "2030-05-02T18:00:00+01:00",
                "quotas": [{"category": CATEGORY, "capacity": capacity}],
            },
        )  # fmt: skip
        made(api, f"/editions/{edition['id']}/open", None)
    return {"slug": slug, "key": key, "edition_id": edition["id"]}


def made(api: httpx.Client, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    answer = api.post(path, json=body, headers={"Idempotency-Key": new_id()})
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told
