"""A crowd of HTTP clients in a process of its own: keep-alive connections, a request each at a time, times of all.

`python -m benchmarks.crowd PLAN.json` prints `{"seconds", "statuses", "p50_ms", "p95_ms", "p99_ms", "slowest_ms"}`.
With `patience_s` in the plan a client whose request was not decided (no connection, a platform's error, its own first
try still under way) asks again under the same key, until then. With `record` each last answer is written to that
file, one JSON line each: `[number, first asked at, answered at, status, state, place, id]`, times in seconds.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OURS = 500  # from this HTTP status on the fault is the platform's
CONFLICT = 409
PAUSE_S = 0.1


@dataclass(slots=True)
class Tally:
    statuses: Counter[str] = field(default_factory=Counter)
    times_s: list[float] = field(default_factory=list)
    answers: list[tuple] = field(default_factory=list)


@dataclass(slots=True)
class Client:
    """One connection, opened again when it breaks."""

    host: str
    port: int
    patience_s: float
    tally: Tally
    streams: tuple | None = None

    async def visit(self, requests: Iterator[tuple[int, bytes]]) -> None:
        for number, request in requests:
            asked_at = time.perf_counter()
            status, body = await self._decided(request, asked_at + self.patience_s)
            answered_at = time.perf_counter()
            self.tally.times_s.append(answered_at - asked_at)
            self.tally.statuses[str(status)] += 1
            told = (body.get("state"), body.get("place"), body.get("id"))
            self.tally.answers.append((number, asked_at, answered_at, status, *told))
        self._leave()

    async def _decided(self, request: bytes, until: float) -> tuple[int, dict]:
        while True:
            status, body = await self._asked(request)
            if time.perf_counter() >= until or not _is_undecided(status, body):
                return status, body
            await asyncio.sleep(PAUSE_S)

    async def _asked(self, request: bytes) -> tuple[int, dict]:
        """The answer; status 0 where the connection broke before there was one."""
        try:
            self.streams = self.streams or await asyncio.open_connection(self.host, self.port)
            reader, writer = self.streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError):
            self._leave()
            return 0, {}
        if b"connection: close" in head.lower():
            self._leave()
        return int(head[9:12]), json.loads(body) if body else {}

    def _leave(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


def _is_undecided(status: int, body: dict) -> bool:
    return status == 0 or status >= OURS or (status == CONFLICT and "already_registered" not in body.get("code", ""))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def written(plan: dict, number: int) -> bytes:
    tenant = plan["tenants"][number % len(plan["tenants"])]
    body = json.dumps({"person_id": f"{plan['run']}-{number:07}", "category": plan["category"]}).encode()
    head = (
        f"POST /v1/editions/{tenant['edition_id']}/registrations HTTP/1.1\r\nHost: {plan['host']}\r\n"
        f"Authorization: Bearer {tenant['key']}\r\nIdempotency-Key: {plan['run']}-{number}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def gather(plan: dict) -> dict:
    requests = iter([(number, written(plan, number)) for number in range(plan["count"])])
    tally = Tally()
    clients = [Client(plan["host"], plan["port"], plan.get("patience_s", 0.0), tally) for _ in range(plan["clients"])]
    started = time.perf_counter()
    await asyncio.gather(*(client.visit(requests) for client in clients))
    seconds = time.perf_counter() - started
    if record := plan.get("record"):
        Path(record).write_text("".join(f"{json.dumps(answer)}\n" for answer in tally.answers))
    ordered = sorted(tally.times_s)
    return {
        "seconds": seconds,
        "statuses": dict(tally.statuses),
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p95_ms": ordered[int(len(ordered) * 0.95)] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        "slowest_ms": ordered[-1] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(gather(json.loads(Path(sys.argv[1]).read_text())))))
