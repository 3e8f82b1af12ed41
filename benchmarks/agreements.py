"""Agreements over HTTP: lists, searches, a signature by link, a day of deadlines; and how they grow."""

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx

from benchmarks.house import Stage, stage
from benchmarks.registrations import declare_rooms, opened_tenant
from benchmarks.stored import CODE, PLACES, SECTORS, TRADES, ready_to_sign, store_agreements, works_of
from benchmarks.table import Row
from multaqa import clock
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.settings import GATEWAY
from multaqa.testing.waiting import eventually

REGIONS = 12
STORED = (1_000, 10_000, 50_000, 200_000)
REFERENCE = 50_000
ASKED = 400
SIGNED = 200
LIST_MS, SIGNATURE_MS, SWEEP_S = 50.0, 100.0, 5.0


@dataclass(frozen=True, slots=True)
class Slowest:
    """95 of 100 answers came within this many milliseconds."""

    list_ms: float
    search_ms: float
    signature_ms: float
    sweep_s: float
    reminded: int


@dataclass(frozen=True, slots=True)
class Office:
    """A running partners' room with its relay, behind a gateway, and the regions whose agreements it keeps."""

    here: Stage
    port: int
    keys: dict[str, str]
    chance: random.Random

    def measure(self) -> Slowest:
        filters = [{"state": "in_force", "sector": sector} for sector in SECTORS]
        filters += [{"kind": "convention", "ends_before": _days_ahead(days)} for days in (90, 180, 360)]
        words = [{"words": f"{trade} {place}"} for trade, place in itertools.product(TRADES, PLACES)]
        return Slowest(self._lists(filters), self._lists(words), self._signatures(), *self._a_day_of_deadlines())

    def _lists(self, asked: list[dict[str, str]]) -> float:
        return self._slow(ASKED, lambda api, _: api.get("/v1/agreements", params=self.chance.choice(asked)))

    def _signatures(self) -> float:
        """The last step of a signatory, which signs: consent and code were there before."""
        slug = next(iter(self.keys))
        with works_of(self.here, slug) as works:
            secrets = ready_to_sign(works, SIGNED)
        took = self._slow(
            SIGNED, lambda api, number: api.post(f"/v1/links/{slug}.{secrets[number]}/signature", json={"code": CODE})
        )
        self._put_the_press_to_rest()
        return took

    def _put_the_press_to_rest(self) -> None:
        """Each signature has a PDF drawn, two seconds of a core: what is measured next waits for none of them."""
        with self.here.mongo as client:
            due = client["multaqa_partners"]["due"]
            due.delete_many({"kind": "render_document", "attempt": 0})
            eventually(lambda: not due.count_documents({"kind": "render_document"}, limit=1), 60)

    def _slow(self, count: int, ask: Callable[[httpx.Client, int], httpx.Response]) -> float:
        """The 95th percentile in ms of `count` requests one after the other, each of another region."""
        took = []
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30) as api:
            for number, key in zip(range(count), itertools.cycle(self.keys.values()), strict=False):
                api.headers.update({"Authorization": f"Bearer {key}", "Idempotency-Key": new_id()})
                started = time.perf_counter()
                ask(api, number).raise_for_status()
                took.append((time.perf_counter() - started) * 1000)
        return statistics.quantiles(took, n=20)[-1]

    def _a_day_of_deadlines(self) -> tuple[float, int]:
        """Move the clock by a day, and wait until every reminder of that day is written down; seconds, reminders."""
        with self.here.mongo as client:
            due = client["multaqa_partners"]["due"]
            tomorrow = clock.MovableClock(client).now() + timedelta(days=1)
            waiting = due.count_documents({"kind": "deadline", "due": {"$lte": tomorrow}})
            started = time.perf_counter()
            clock.move(self.here.nodes.mongo_uri, days=1)
            eventually(lambda: not due.count_documents({"kind": "deadline", "due": {"$lte": tomorrow}}, limit=1), 120)
            return time.perf_counter() - started, waiting


def rows(nodes: Nodes, scale: float) -> Iterator[Row]:
    """The reference first, with its bounds; then each size against the smallest."""
    found = dict(_grown(nodes, [max(500, int(count * scale)) for count in STORED]))
    sizes = list(found)
    reference = found[sizes[STORED.index(REFERENCE)]]
    note = f"{sizes[STORED.index(REFERENCE)]:,} agreements in {REGIONS} regions"
    for name, allowed, took in (
        ("agreements listed with filters, p95", LIST_MS, reference.list_ms),
        ("agreements found by words, p95", LIST_MS, reference.search_ms),
        ("a signature by link, p95", SIGNATURE_MS, reference.signature_ms),
    ):
        yield Row(name, "ms allowed / ms", allowed, took, "95th percentile over HTTP", wanted=1.0, note=note)
    swept = f"{note}: {reference.reminded} reminders"
    took = reference.sweep_s
    yield Row("a day's deadlines", "s allowed / s", SWEEP_S, took, "from morning to the last", wanted=1.0, note=swept)
    first, least = found[sizes[0]].list_ms, f"{sizes[0]:,} stored"
    for size, slow in found.items():
        yield Row(f"agreements listed beside {size:,}", "ms", slow.list_ms, first, least, note=_beside(slow))


def _beside(slow: Slowest) -> str:
    day = f"a day {slow.sweep_s:.1f} s for {slow.reminded} reminders"
    return f"search {slow.search_ms:.0f} ms, signature {slow.signature_ms:.0f} ms, {day}"


def _grown(nodes: Nodes, sizes: list[int]) -> Iterator[tuple[int, Slowest]]:
    with _office(nodes) as office:
        stored = 0
        for size in sizes:
            store_agreements(office.here, office.keys, size - stored, office.chance)
            stored = size
            yield size, office.measure()


@contextmanager
def _office(nodes: Nodes) -> Iterator[Office]:
    port = nodes.ports.free("bench.http")
    slugs = [f"region-{number}" for number in range(REGIONS)]
    with stage(nodes, "agreements") as here:
        declare_rooms(here, slugs)
        commands = [("multaqa", "run", GATEWAY), ("multaqa", "run", "partners"), ("multaqa", "relay", "partners")]
        with here.running(*commands, MULTAQA_HTTP_PORT=str(port), MULTAQA_DEVELOPMENT="true"):
            yield Office(here, port, {slug: opened_tenant(here, slug) for slug in slugs}, random.Random(2026))


def _days_ahead(days: int) -> str:
    return (clock.SystemClock().now().date() + timedelta(days=days)).isoformat()
