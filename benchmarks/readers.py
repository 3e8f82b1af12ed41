"""A thousand who listen to the public stream of one gateway, ten messages a second: who gets what, when, for how much
memory; beside them, in the same run, the same messages to one listener alone."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from benchmarks.house import stage
from benchmarks.registrations import declare_rooms, opened_tenant
from benchmarks.table import Row
from multaqa.bus import topology
from multaqa.bus.envelope import Envelope
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import sample
from multaqa.nodes import Nodes
from multaqa.tracing import new_trace

READERS = 1_000
MESSAGES = 300
PER_SECOND = 10
TYPE = "matching.candidate_hired.v1"
MB = 1_000_000
REGION = "region-0"
PATIENCE_S = 60.0


def rows(nodes: Nodes, scale: float) -> Iterable[Row]:
    readers = max(50, int(READERS * scale))
    port = nodes.ports.free("bench.http")
    with stage(nodes, "readers") as here:
        declare_rooms(here, [REGION])
        with here.running(("multaqa", "run", "gateway"), MULTAQA_HTTP_PORT=str(port)) as (gateway,):
            key = opened_tenant(here, REGION)
            memory = psutil.Process(gateway.pid).memory_info
            alone = _heard(here.nodes, port, key, 1)
            before = memory().rss
            crowd = _heard(here.nodes, port, key, readers)
            used = (memory().rss - before) / MB
    note = f"{crowd['in_order']:,} in order; p50 {crowd['p50_ms']:.0f} ms; {used:.0f} MB more for {readers:,} readers"
    yield Row(f"stream: readers of {MESSAGES} messages who got all", "readers", crowd["complete"], readers,
              "readers", wanted=1.0, note=note)  # fmt: skip
    yield Row("stream: p99 from telling to hearing", "ms alone / ms", alone["p99_ms"], crowd["p99_ms"],
              f"{readers:,} readers at {PER_SECOND} messages a second")  # fmt: skip


def _heard(nodes: Nodes, port: int, key: str, readers: int) -> dict[str, float]:
    plan = {"host": "127.0.0.1", "port": port, "key": key, "readers": readers, "count": MESSAGES,
            "patience_s": MESSAGES / PER_SECOND + PATIENCE_S}  # fmt: skip
    path = Path(nodes.root) / "listeners.json"
    path.write_text(json.dumps(plan))
    command = [sys.executable, "-m", "benchmarks.listeners", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listeners:
        if listeners.stdout is None or listeners.stdout.readline() != "listening\n":
            raise RuntimeError("not all streams were opened")
        _tell(nodes)
        return dict(json.loads(listeners.stdout.readline()))


def _tell(nodes: Nodes) -> None:
    publisher = ConfirmingPublisher.to(nodes.amqp_uri, name="benchmark")
    publisher.start()
    try:
        began = time.monotonic()
        for number in range(MESSAGES):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            told = told_now(REGION)
            publisher.publish_batch([Outgoing(topology.MESSAGES, told.routing_key, told.encode(), told.id, told.type)])
    finally:
        publisher.stop()


def told_now(tenant: str) -> Envelope:
    """A hiring; its subject is when it was told, in nanoseconds."""
    return Envelope(
        id=new_id(), type=TYPE, tenant=tenant, subject=str(time.time_ns()), version=1, time=SystemClock().now(),
        source="/matching", traceparent=new_trace(), causation_id=None, facts=sample(TYPE)["data"],
    )  # fmt: skip
