"""The storm: everybody registers at once, from 500 connections, and there are seats for four of five.

Afterwards every answer is held against the database: not one seat too many, not one accepted registration lost or
doubled, and places in the order of acceptance.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.registrations import CATEGORY, EVENTS, REGIONS, Door, door
from benchmarks.table import Row
from multaqa.ids import new_id
from multaqa.nodes import Nodes

CLIENTS = 500
PATIENCE_S = 120.0
NAIVE = ("benchmarks.naive",)
WANTED, DREAMT_OF = 200.0, 500.0
PRETIX_PER_SECOND = 350 / 60
PRETIX = "pretix's documented 300 to 400 tickets a minute and event (a documented figure, not run side by side)"


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer one client got, and when it asked first, in seconds of one clock."""

    number: int
    asked_at: float
    answered_at: float
    status: int
    state: str | None
    place: int | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Storm:
    """What was met, and each answer."""

    met: Mapping[str, Any]
    count: int
    answers: list[Answer]

    @property
    def per_second(self) -> float:
        return float(self.count / self.met["seconds"])


def seats(count: int) -> int:
    """Of each region, for four of five who come."""
    return count // REGIONS * 4 // 5


@contextmanager
def blowing(opened: Door, count: int) -> Iterator[subprocess.Popen[str]]:
    """The crowd of a storm, in a process of its own; what it prints and records is read by `past`."""
    root = Path(opened.here.nodes.root)
    plan = {
        "host": "127.0.0.1", "port": opened.port, "clients": CLIENTS, "count": count, "run": new_id(),
        "category": CATEGORY, "tenants": opened.tenants, "patience_s": PATIENCE_S,
        "record": str(root / "answers.jsonl"),
    }  # fmt: skip
    (root / "storm.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "benchmarks.crowd", str(root / "storm.json")]
    crowd = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield crowd
    finally:
        crowd.kill()
        crowd.wait()


def past(opened: Door, crowd: "subprocess.Popen[str]", count: int) -> Storm:
    """Wait until everybody has an answer."""
    printed, _ = crowd.communicate()
    lines = (Path(opened.here.nodes.root) / "answers.jsonl").read_text().splitlines()
    return Storm(json.loads(printed), count, [Answer(*json.loads(line)) for line in lines])


def faults(opened: Door, storm: Storm, capacity: int) -> list[str]:
    """What is wrong after a storm: empty when every promise was kept."""
    with opened.here.mongo as client:
        kept = {row["_id"]: row for row in client["multaqa_events"]["registrations"].find()}
        quotas = list(client["multaqa_events"]["quotas"].find())
    return [*_unanswered(storm), *_lost(storm, kept), *_oversold(kept, quotas, capacity), *_disorder(storm)]


def _unanswered(storm: Storm) -> Iterator[str]:
    if refused := [answer for answer in storm.answers if answer.status != 201]:
        yield f"{len(refused)} were not registered: {sorted({answer.status for answer in refused})}"


def _lost(storm: Storm, kept: Mapping[str, Any]) -> Iterator[str]:
    accepted = {answer.id for answer in storm.answers if answer.id}
    if lost := accepted - kept.keys():
        yield f"{len(lost)} accepted registrations are lost"
    if len(kept) != storm.count:
        yield f"{len(kept)} registrations, {storm.count} persons"
    told = [(answer.state, answer.place) for answer in storm.answers if answer.id in kept]
    if told != [(kept[answer.id]["state"], kept[answer.id]["place"]) for answer in storm.answers if answer.id in kept]:
        yield "an answer says otherwise than what is kept"


def _oversold(kept: Mapping[str, Any], quotas: Iterable[Mapping[str, Any]], capacity: int) -> Iterator[str]:
    seated: defaultdict[str, int] = defaultdict(int)
    for row in kept.values():
        seated[row["tenant"]] += row["state"] == "confirmed"
    for tenant, count in seated.items():
        if count != capacity:
            yield f"{tenant}: {count} seats of {capacity}"
    for quota in quotas:
        if quota["last_place"] and quota["taken"] != seated[quota["tenant"]]:
            yield f"{quota['tenant']}: the quota counts {quota['taken']}, there are {seated[quota['tenant']]}"


def _disorder(storm: Storm) -> Iterator[str]:
    """Places are 1, 2, 3 ... and whoever had an answer before another asked is before them."""
    of_regions: defaultdict[int, list[Answer]] = defaultdict(list)
    for answer in storm.answers:
        of_regions[answer.number % REGIONS].append(answer)
    for region, answers in of_regions.items():
        places = sorted(answer.place for answer in answers if answer.place is not None)
        if places != list(range(1, len(places) + 1)):
            yield f"region {region}: the places have gaps or repeats"
        if overtaken := _overtaken(answers):
            yield f"region {region}: {overtaken} were overtaken by somebody who asked after their answer"


def _overtaken(answers: list[Answer]) -> int:
    """From the last place to the first (a seat is before all of them): whoever asked only after somebody placed behind
    them had an answer has overtaken that person."""
    ordered = sorted(answers, key=lambda answer: answer.place or 0, reverse=True)
    overtaken, earliest, place = 0, float("inf"), None
    waiting: list[float] = []
    for answer in ordered:
        if (answer.place or 0) != place:
            earliest, place, waiting = min([earliest, *waiting]), answer.place or 0, []
        overtaken += answer.asked_at > earliest
        waiting.append(answer.answered_at)
    return overtaken


def rows(nodes: Nodes, count: int) -> Iterator[Row]:
    ours, shares = _measured(nodes, EVENTS, count)
    naive, _ = _measured(nodes, NAIVE, max(REGIONS * 50, count // 6 // REGIONS * REGIONS))
    spent = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    told = f"p50 {ours.met['p50_ms']:.0f}, p95 {ours.met['p95_ms']:.0f}, p99 {ours.met['p99_ms']:.0f} ms"
    what = (
        f"{count:,} people, {CLIENTS} clients, {REGIONS} regions, seats for 80 %: {told}; 0 oversold, 0 lost, in order"
    )
    name = "storm"
    peer = f"count, then insert, under a lock per edition: p99 {naive.met['p99_ms']:.0f} ms"
    yield Row(name, "registrations/s", ours.per_second, naive.per_second, peer, wanted=1.0, note=what)
    yield Row(f"{name}, against pretix", "registrations/s", ours.per_second, PRETIX_PER_SECOND, PRETIX)
    yield Row(f"{name}, wanted", "registrations/s", ours.per_second, WANTED, "wanted", wanted=1.0)
    far = f"{ours.per_second / DREAMT_OF:.0%} of the way; of 2 cores were used by: {spent}"
    yield Row(
        f"{name}, how far from {DREAMT_OF:.0f}", "registrations/s", ours.per_second, DREAMT_OF, "hoped for", note=far
    )


def _measured(nodes: Nodes, events: tuple[str, ...], count: int) -> tuple[Storm, dict[str, float]]:
    """The storm, checked, and the cores that each process used meanwhile."""
    capacity = seats(count)
    with door(nodes, events, capacity, MULTAQA_WORKERS=str(CLIENTS + 12)) as opened:
        watched = _watched(opened)
        before = {name: _cpu_s(processes) for name, processes in watched.items()}
        with blowing(opened, count) as crowd:
            storm = past(opened, crowd, count)
        if wrong := faults(opened, storm, capacity):
            raise RuntimeError("; ".join(wrong))
        used = {name: _cpu_s(processes) - before[name] for name, processes in watched.items()}
        return storm, {name: cpu_s / storm.met["seconds"] for name, cpu_s in used.items()}


def _watched(opened: Door) -> dict[str, list[psutil.Process]]:
    nodes = opened.here.nodes
    programs = dict(zip(("gateway", "relay", "room"), opened.programs, strict=False))
    if nodes.database and nodes.broker:
        programs |= {"mongod": nodes.database.program, "broker": nodes.broker.program}
    found = {name: psutil.Process(program.pid) for name, program in programs.items() if program.pid}
    return {name: [process, *process.children(recursive=True)] for name, process in found.items()}


def _cpu_s(processes: Iterable[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes if process.is_running()]
    return sum(one.user + one.system for one in times)
