"""A crowd of HTTP clients in a process of its own: keep-alive connections, a request each at a time, times of all.

`python -m benchmarks.crowd PLAN.json` prints `{"seconds", "statuses", "p50_ms", "p99_ms", "slowest_ms"}`.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Tally:
    statuses: Counter[str] = field(default_factory=Counter)
    times_s: list[float] = field(default_factory=list)


async def visit(host: str, port: int, requests: Iterator[bytes], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in requests:
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        tally.times_s.append(time.perf_counter() - started)
        tally.statuses[head[9:12].decode()] += 1
    writer.close()


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
    requests = iter([written(plan, number) for number in range(plan["count"])])
    tally = Tally()
    started = time.perf_counter()
    await asyncio.gather(*(visit(plan["host"], plan["port"], requests, tally) for _ in range(plan["clients"])))
    seconds = time.perf_counter() - started
    ordered = sorted(tally.times_s)
    return {
        "seconds": seconds,
        "statuses": dict(tally.statuses),
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        "slowest_ms": ordered[-1] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(gather(json.loads(Path(sys.argv[1]).read_text())))))
