"""Many who listen to a stream of server-sent events, in a process of their own.

`python -m benchmarks.listeners PLAN.json` prints `listening` once all streams are open, then, when each has its
`count` messages or the `patience_s` is over, `{"complete", "in_order", "messages", "p50_ms", "p99_ms"}`: the times are
from when a message was told, which its `subject` says in nanoseconds, to when it arrived here.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

PREFIX = b"data: "


class Listener:
    def __init__(self, plan: dict, head: bytes) -> None:
        self.plan, self.head = plan, head
        self.ids: list[str] = []
        self.times_ms: list[float] = []

    async def open(self) -> None:
        self.reader, writer = await asyncio.open_connection(self.plan["host"], self.plan["port"])
        self.writer = writer
        writer.write(self.head)
        status = await self.reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(status.decode())
        while (await self.reader.readline()).strip():
            pass

    async def listen(self) -> None:
        while len(self.ids) < self.plan["count"]:
            line = await self.reader.readline()
            if not line:
                return
            if line.startswith(PREFIX):
                message = json.loads(line[len(PREFIX) :])
                self.ids.append(message["id"])
                self.times_ms.append((time.time_ns() - int(message["subject"])) / 1e6)


async def crowd(plan: dict) -> dict:
    head = (
        f"GET /v1/stream HTTP/1.1\r\nHost: {plan['host']}\r\nAuthorization: Bearer {plan['key']}\r\n"
        "Accept: text/event-stream\r\n\r\n"
    ).encode()
    listeners = [Listener(plan, head) for _ in range(plan["readers"])]
    for start in range(0, len(listeners), 50):
        await asyncio.gather(*(one.open() for one in listeners[start : start + 50]))
    print("listening", flush=True)
    tasks = [asyncio.create_task(one.listen()) for one in listeners]
    await asyncio.wait(tasks, timeout=plan["patience_s"])
    times = sorted(time_ms for one in listeners for time_ms in one.times_ms)
    return {
        "complete": sum(len(set(one.ids)) == plan["count"] for one in listeners),
        "in_order": sum(one.ids == sorted(one.ids) for one in listeners),
        "messages": len(times),
        "p50_ms": times[len(times) // 2],
        "p99_ms": times[len(times) * 99 // 100],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(crowd(json.loads(Path(sys.argv[1]).read_text())))), flush=True)
