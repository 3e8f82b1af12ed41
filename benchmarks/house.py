"""Processes under measurement: started on fresh nodes, each run in a virtual host and databases of its own."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from pymongo import MongoClient

from multaqa.bus.link import Link
from multaqa.bus.topology import Manifest, Tenant, assign_lane, declare, plan
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.nodes.program import Program
from multaqa.supervisor import Member
from multaqa.tenancy import PLATFORM
from multaqa.testing.waiting import eventually

READY_S = 60.0
TIERS_MS = (1_000, 10_000, 60_000, 600_000)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where one run happens: the nodes seen through a virtual host of its own, with quorum queues by default."""

    nodes: Nodes
    name: str

    @property
    def mongo(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(self.nodes.mongo_uri)

    @contextmanager
    def running(self, *commands: tuple[str, ...], **variables: str) -> Iterator[list[Program]]:
        """Start `python -m <command>` for each, and wait until all that have an operations port are ready."""
        members = [self._member(number, command, variables) for number, command in enumerate(commands)]
        try:
            for member in members:
                member.start()
            for member in members:
                eventually(member.is_ready if member.ops_port else lambda: True, READY_S)
            yield [member.program for member in members]
        finally:
            for member in members:
                member.program.ask_to_stop()
            for member in members:
                member.program.stop()

    def _member(self, number: int, command: tuple[str, ...], variables: dict[str, str]) -> Member:
        name = f"{self.name}.{number}.{'.'.join(command[1:])}"
        ours = command[0] != "benchmarks.stock"
        port = self.nodes.ports.free(f"bench.{number}.ops") if ours else 0
        found = {**self.nodes.variables(), "BENCH_OPS_PORT": str(port), "MULTAQA_OPS_PORT": str(port), **variables}
        log = self.nodes.root / "logs" / f"{name}.log"
        return Member(name, Program([sys.executable, "-m", *command], log, self.nodes.leash, found), port)

    def open_lanes(self, tenants: list[str], manifests: Sequence[Manifest]) -> None:
        """Declare the benchmark's topology, and let its sink know the tenants."""
        lanes = [Tenant(slug, assign_lane(slug, number)) for number, slug in enumerate(tenants)]
        link = Link(self.nodes.amqp_uri, name="benchmark")
        link.start()
        try:
            link.wait_connected(READY_S)
            declare(link, plan(manifests, lanes, TIERS_MS))
        finally:
            link.stop()
        rows = [{"_id": lane.slug, "tenant": PLATFORM, "source_version": 1, "lane": lane.lane} for lane in lanes]
        with self.mongo as client:
            client["bench_sink"]["tenants"].insert_many(rows)


@contextmanager
def stage(nodes: Nodes, name: str) -> Iterator[Stage]:
    """A fresh virtual host and no data of runs before."""
    vhost = f"bench-{new_id()}"
    management = nodes.management_url.partition("#")[0].rstrip("/")
    root = management if management.endswith("/api") else f"{management}/api"
    httpx.put(f"{root}/vhosts/{quote(vhost)}", json={"default_queue_type": "quorum"}, timeout=30).raise_for_status()
    _drop_databases(nodes)
    uri = urlunsplit(urlsplit(nodes.amqp_uri)._replace(path=f"/{vhost}"))
    try:
        yield Stage(replace(nodes, amqp_uri=uri), name)
    finally:
        httpx.delete(f"{root}/vhosts/{quote(vhost)}", timeout=60).raise_for_status()
        _drop_databases(nodes)


def _drop_databases(nodes: Nodes) -> None:
    with MongoClient[dict[str, Any]](nodes.mongo_uri) as client:
        for name in client.list_database_names():
            if name.startswith(("bench_", "stock_", "multaqa_")):
                client.drop_database(name)
