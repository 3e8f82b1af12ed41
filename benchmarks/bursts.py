"""A burst of hiring messages to twenty subscribers: deliveries a second of one process, and how late the first attempts
are; then again with one endpoint that is gone and one that takes ten seconds, in the same run."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks.house import Stage, stage
from benchmarks.readers import TYPE, told_now
from benchmarks.registrations import declare_rooms
from benchmarks.table import Row
from multaqa import rpc
from multaqa.bus import topology
from multaqa.bus.envelope import Envelope
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.nodes import Nodes
from multaqa.nodes.program import Program
from multaqa.tenancy import PLATFORM, Context
from multaqa.testing.waiting import eventually

MESSAGES, SUBSCRIBERS = 5_000, 20
PER_SECOND = 600
MORE = 1.2
"""How much later, at most, the others' first attempts may be beside an endpoint that is gone and one that is slow."""
REGION = "region-0"
BATCH = 500
PATIENCE_S = 900.0
ROOM = ("multaqa", "run", "notifications")


@dataclass
class Receiver:
    """The endpoints' process."""

    port: int
    process: "subprocess.Popen[str]"

    def counts(self) -> dict[str, int]:
        """How many messages each path has had."""
        return self._asked("count")

    def got(self) -> dict[str, dict[str, Any]]:
        return self._asked("all")

    def _asked(self, word: str) -> dict[str, Any]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the receiver has no pipes")
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@contextmanager
def receiving(port: int) -> Iterator[Receiver]:
    command = [sys.executable, "-m", "benchmarks.receiver", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline() != "listening\n":
                raise RuntimeError("the receiver did not start")
            yield Receiver(port, process)
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class Burst:
    """A running room whose subscribers' endpoints have agreed."""

    here: Stage
    receiver: Receiver
    room: Program

    def tell(self, count: int) -> list[str]:
        """Tell so many hirings as fast as the broker takes them; their ids."""
        return tell(self.here.nodes, (told_now(REGION) for _ in range(count)))

    def wait(self, paths: Sequence[str], ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What each path got, once each of these has had every message."""

        def all_came() -> bool:
            counts = self.receiver.counts()
            return all(counts.get(path, 0) >= len(ids) for path in paths)

        eventually(all_came, PATIENCE_S, 1.0)
        got = self.receiver.got()
        if wrong := [path for path in paths if got[path]["ids"] != sorted(ids)]:
            raise RuntimeError(f"{wrong} got other messages than were told")
        return got


def tell(nodes: Nodes, envelopes: Iterable[Envelope]) -> list[str]:
    """Publish them as fast as the broker confirms; their ids."""
    publisher, told, ids = ConfirmingPublisher.to(nodes.amqp_uri, name="benchmark"), iter(envelopes), []
    publisher.start()
    try:
        while batch := list(islice(told, BATCH)):
            publisher.publish_batch(
                [Outgoing(topology.MESSAGES, one.routing_key, one.encode(), one.id, one.type) for one in batch]
            )
            ids += [one.id for one in batch]
    finally:
        publisher.stop()
    return ids


@contextmanager
def notifying(nodes: Nodes, name: str, **variables: str) -> Iterator[tuple[Stage, Program]]:
    """One process of the notifications' room, which knows REGION."""
    with stage(nodes, name) as here:
        declare_rooms(here, [REGION])
        with here.mongo as client:
            row = {"_id": REGION, "tenant": PLATFORM, "source_version": 1, "lane": REGION}
            client["multaqa_notifications"]["tenants"].insert_one(row)
        with here.running(ROOM, MULTAQA_DEVELOPMENT="true", **variables) as (room,):
            yield here, room


@contextmanager
def burst(nodes: Nodes, paths: Sequence[str], dead: Sequence[str] = ()) -> Iterator[Burst]:
    """Subscribers by the paths of their endpoints; those of `dead` are gone once they have agreed."""
    gone = nodes.ports.free("bench.gone")
    with receiving(nodes.ports.free("bench.receiver")) as receiver, notifying(nodes, "burst") as (here, room):
        with receiving(gone):
            for path in paths:
                _subscribe(here, f"http://127.0.0.1:{gone if path in dead else receiver.port}/{path}")
            eventually(lambda: _active(here) == len(paths), 60)
        yield Burst(here, receiver, room)


def _subscribe(here: Stage, url: str) -> None:
    context = Context(REGION, "key:benchmark", role="administrator")
    facts = {"url": url, "types": [TYPE], "description": "benchmark"}
    rpc.call(here.nodes.amqp_uri, "notifications", "subscribe", context, facts=facts)


def _active(here: Stage) -> int:
    with here.mongo as client:
        return int(client["multaqa_notifications"]["subscriptions"].count_documents({"state": "active"}))


def rows(nodes: Nodes, scale: float) -> Iterable[Row]:
    count = max(200, int(MESSAGES * scale))
    steady = [f"s{number}" for number in range(SUBSCRIBERS - 2)]
    alone = _met(nodes, count, steady, [*steady, "s18", "s19"])
    beside = _met(nodes, count, steady, [*steady, "slow", "gone"], dead=["gone"])
    rate = count * SUBSCRIBERS / alone["seconds"]
    note = f"{count:,} messages to {SUBSCRIBERS} subscribers; p50 {alone['p50_s']:.1f} s, p99 {alone['p99_s']:.1f} s"
    yield Row("webhooks: a burst by one process", "deliveries/s", rate, PER_SECOND, "wanted", wanted=1.0, note=note)
    yield Row("webhooks: p99 to the first attempt beside one dead, one slow", "s allowed / s", MORE * alone["p99_s"],
              beside["p99_s"], "18 others", wanted=1.0, note=f"alone {alone['p99_s']:.1f} s")  # fmt: skip


def _met(
    nodes: Nodes, count: int, steady: Sequence[str], paths: Sequence[str], dead: Sequence[str] = ()
) -> dict[str, float]:
    """Over `steady` for the times; until all that answer at once have all."""
    with burst(nodes, paths, dead) as opened:
        began = time.time()
        ids = opened.tell(count)
        got = opened.wait([path for path in paths if path not in dead and not path.startswith("slow")], ids)
    lags = sorted(lag for path in steady for lag in got[path]["lags_ms"])
    return {
        "seconds": max(one["last_s"] for one in got.values()) - began,
        "p50_s": lags[len(lags) // 2] / 1000,
        "p99_s": lags[int(len(lags) * 0.99)] / 1000,
    }
