"""The message path, end to end: from the first call to the source until the last effect is in the sink's database."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nameko.standalone.rpc import ClusterRpcProxy

from benchmarks.house import Stage, stage
from multaqa.nodes import Nodes
from multaqa.rpc import RpcClient
from multaqa.tenancy import Context
from multaqa.testing.waiting import eventually

CALLERS = 8
CHUNK = 100
LONGEST_S = 600.0
Accept = Callable[[str, list[int]], Any]


def chunks(count: int, size: int) -> Iterator[list[int]]:
    for first in range(0, count, size):
        yield list(range(first, min(count, first + size)))


def ours(
    nodes: Nodes, count: int, *, sink: str = "sink", chunk: int = CHUNK, sinks: int = 1, tenants: int = 1
) -> float:
    """Messages a second through our path, every effect exactly once (asserted)."""
    slugs = [f"region-{number}" for number in range(tenants)]
    with stage(nodes, f"path.{sink}") as here:
        here.open_lanes(slugs)
        processes = [("benchmarks.rooms", "source"), ("benchmarks.rooms", "source", "relay")]
        processes += [("benchmarks.rooms", sink)] * sinks
        with here.running(*processes):
            client = RpcClient(here.nodes.amqp_uri, name="benchmark")
            client.start()
            client.wait_connected(10)

            def accept(tenant: str, numbers: list[int]) -> None:
                client.call("source", "accept", Context(tenant, "benchmark"), {"numbers": numbers}, timeout_s=60)

            try:
                return _rate(here, "bench_sink", accept, count, chunk, slugs)
            finally:
                client.stop()


def stock(nodes: Nodes, count: int) -> float:
    """Messages a second through nameko as it comes."""
    with stage(nodes, "path.stock") as here, here.running(("benchmarks.stock", "sink"), ("benchmarks.stock", "source")):
        config = {"AMQP_URI": here.nodes.amqp_uri}

        def accept(_: str, numbers: list[int]) -> None:
            with ClusterRpcProxy(config, timeout=120) as cluster:
                cluster.source.accept(numbers)

        accept("", [])  # both are up when this is answered
        return _rate(here, "stock_sink", accept, count, CHUNK, [""])


def _rate(here: Stage, sink: str, accept: Accept, count: int, chunk: int, tenants: list[str]) -> float:
    """Call the source from CALLERS threads, wait for the last effect, and check that none is lost or doubled."""
    with here.mongo as client, ThreadPoolExecutor(CALLERS) as callers:
        effects = client[sink]["parcels"]
        started = time.monotonic()
        calls = [
            callers.submit(accept, tenants[number % len(tenants)], numbers)
            for number, numbers in enumerate(chunks(count, chunk))
        ]
        for call in calls:
            call.result()
        eventually(lambda: effects.estimated_document_count() >= count, LONGEST_S)
        took = time.monotonic() - started
        if len(effects.distinct("number")) != count or effects.count_documents({}) != count:
            raise RuntimeError(f"{sink}: not {count} effects, each once")
    return count / took
