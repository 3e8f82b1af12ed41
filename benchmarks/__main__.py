"""`make bench`: all of it, on fresh nodes; `python -m benchmarks path relay`: some; BENCH_SCALE=0.1 for a glance."""

import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median

import structlog

from benchmarks import (
    agreements,
    bursts,
    doors,
    growth,
    juries,
    matching,
    memory,
    path,
    readers,
    registrations,
    relaying,
    replanning,
    storm,
    timetables,
)
from benchmarks.table import Row, show, write
from multaqa.nodes import Nodes, private_nodes
from multaqa.settings import environment

ROUNDS = 5
SCALE = float(environment("BENCH_SCALE", "1"))
STOCK = "stock nameko: save, dispatch, @event_handler, save"


def sized(count: int) -> int:
    return max(500, int(count * SCALE) // 500 * 500)


def message_path(nodes: Nodes) -> Iterable[Row]:
    """In turns, and the median of each: a machine shared with others changes its speed within a minute."""
    rounds = [
        (
            path.stock(nodes, sized(5_000)),
            path.ours(nodes, sized(20_000)),
            path.ours(nodes, sized(5_000), sink="single"),
        )
        for _ in range(ROUNDS)
    ]
    stock, batches, single = (median(rates) for rates in zip(*rounds, strict=True))
    yield Row("message path, batches", "messages/s", batches, stock, STOCK, wanted=5.0, note=_spread(rounds, 1))
    yield Row(
        "message path, one per transaction", "messages/s", single, stock, STOCK, wanted=0.6, note=_spread(rounds, 2)
    )


def _spread(rounds: Sequence[Sequence[float]], side: int) -> str:
    ratios = sorted(one[side] / one[0] for one in rounds)
    return f"median of {len(rounds)} turns, their ratios {ratios[0]:.2f} to {ratios[-1]:.2f}"


def relay(nodes: Nodes) -> Iterable[Row]:
    stock = relaying.stock(nodes, sized(5_000))
    ours = relaying.ours(nodes, sized(50_000))
    yield Row("relay alone", "messages/s", ours, stock, "stock nameko dispatch, one confirm each", wanted=8.0)


def registration(nodes: Nodes) -> Iterable[Row]:
    count = sized(18_000)
    ours = registrations.measure(nodes, count, registrations.EVENTS)
    alone = registrations.measure(nodes, sized(3_000), registrations.UNGROUPED)
    note = f"{count:,} candidates, 64 clients: p50 {ours.p50_ms:.0f} ms, {ours.failures} failures, 0 seats oversold"
    peer = f"without group commit: p99 {alone.p99_ms:.0f} ms, {alone.failures} failures"
    yield Row("registration over HTTP", "requests/s", ours.per_second, alone.per_second, peer, note=note)
    yield Row("registration p99", "ms allowed / ms", 1_000, ours.p99_ms, "99th percentile", wanted=1.0)


def growing(nodes: Nodes) -> Iterable[Row]:
    yield from growth.by_processes(nodes, sized(20_000))
    yield from growth.by_tenants(nodes, sized(20_000))
    yield from growth.by_stored(nodes, sized(6_000))


PARTS: dict[str, Callable[[Nodes], Iterable[Row]]] = {
    "path": message_path,
    "relay": relay,
    "registration": registration,
    "storm": lambda nodes: storm.rows(nodes, sized(18_000)),
    "memory": memory.rows,
    "growth": growing,
    "door": lambda nodes: doors.rows(nodes, SCALE),
    "agreements": lambda nodes: agreements.rows(nodes, SCALE),
    "burst": lambda nodes: bursts.rows(nodes, SCALE),
    "readers": lambda nodes: readers.rows(nodes, SCALE),
    "juries": lambda _: juries.rows(SCALE),
    "fit": lambda _: matching.rows(SCALE),
    "timetable": lambda _: timetables.rows(SCALE),
    "replanning": lambda nodes: replanning.rows(nodes, SCALE),
}


def main(*asked: str) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("amqp").setLevel(logging.ERROR)  # nameko's client leaves its channels while they are closing
    reached = True
    for name in asked or PARTS:
        with private_nodes(Path(".multaqa/bench"), fresh=True) as nodes:
            rows = list(PARTS[name](nodes))
        show(rows)
        if SCALE >= 1:
            write(rows, "make bench")
        reached &= all(row.reached for row in rows)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
