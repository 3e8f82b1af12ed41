"""The message path, end to end: from the first call to the source until the last effect is in the sink's database."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from nameko.exceptions import UnknownService
from nameko.standalone.rpc import ClusterRpcProxy

from benchmarks.house import Stage, stage
from benchmarks.rooms import MANIFESTS
from multaqa.nodes import Nodes
from multaqa.rpc import RpcClient
from multaqa.tenancy import Context
from multaqa.testing.waiting import eventually

CALLERS = 8
CHUNK = 100
LONGEST_S = 600.0
Accept = Callable[[str, list[int]], Any]


def chunks(count: int) -> Iterator[list[int]]:
    for first in range(0, count, CHUNK):
        yield list(range(first, min(count, first + CHUNK)))


def ours(nodes: Nodes, count: int, *, sink: str = "sink", sinks: int = 1, tenants: int = 1) -> float:
    """Messages a second through our path, every effect exactly once (asserted); `single`: one message a transaction."""
    method = "accept_singly" if sink == "single" else "accept"
    slugs = [f"region-{number}" for number in range(tenants)]
    with stage(nodes, f"path.{sink}") as here:
        here.open_lanes(slugs, MANIFESTS)
        processes = [("benchmarks.rooms", "source"), ("benchmarks.rooms", "source", "relay")]
        processes += [("benchmarks.rooms", sink)] * sinks
        with here.running(*processes):
            client = RpcClient(here.nodes.amqp_uri, name="benchmark")
            client.start()
            client.wait_connected(10)

            def accept(tenant: str, numbers: list[int]) -> None:
                client.call("source", method, Context(tenant, "benchmark"), {"numbers": numbers}, timeout_s=60)

            try:
                return _rate(here, "bench_sink", accept, count, slugs)
            finally:
                client.stop()


def stock(nodes: Nodes, count: int) -> float:
    """Messages a second through nameko as it comes."""
    with stage(nodes, "path.stock") as here, here.running(("benchmarks.stock", "sink"), ("benchmarks.stock", "source")):
        proxies = _Proxies(here.nodes.amqp_uri)
        _warm_up(here, proxies.accept)
        return _rate(here, "stock_sink", proxies.accept, count, [""])


class _Proxies(threading.local):
    """nameko's own client, one for each calling thread."""

    def __init__(self, uri: str) -> None:
        self._cluster = ClusterRpcProxy({"AMQP_URI": uri}, timeout=120).start()

    def accept(self, _: str, numbers: list[int]) -> None:
        self._cluster.source.accept(numbers)


def _warm_up(here: Stage, accept: Accept) -> None:
    """Both sides are up when an event has gone all the way."""
    with here.mongo as client:
        effects = client["stock_sink"]["parcels"]

        def arrived() -> bool:
            with suppress(UnknownService):
                accept("", [-1])
            return effects.find_one({}) is not None

        eventually(arrived, 60)
        client["stock_source"].drop_collection("parcels")
        eventually(lambda: effects.delete_many({}).deleted_count == 0, 10)


def _rate(here: Stage, sink: str, accept: Accept, count: int, tenants: list[str]) -> float:
    """Call the source from CALLERS threads, wait for the last effect, and check that none is lost or doubled."""
    with here.mongo as client, ThreadPoolExecutor(CALLERS) as callers:
        effects = client[sink]["parcels"]
        started = time.monotonic()
        calls = [
            callers.submit(accept, tenants[number % len(tenants)], numbers)
            for number, numbers in enumerate(chunks(count))
        ]
        for call in calls:
            call.result()
        # The estimate is cheap and counts what is not committed yet; the count is what it is.
        eventually(lambda: effects.estimated_document_count() >= count <= effects.count_documents({}), LONGEST_S)
        took = time.monotonic() - started
        found = (len(effects.distinct("number")), effects.count_documents({}))
        if found != (count, count):
            raise RuntimeError(f"{sink}: {found} instead of {count} effects, each once")
    return count / took
