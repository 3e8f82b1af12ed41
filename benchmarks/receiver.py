"""Endpoints of many subscribers, in a process of their own: what came, how often, and how long after it was told.

`python -m benchmarks.receiver PORT` prints `listening`; `/s7` answers at once, `/slow7` after SLOW_S. For a line
`count` on its standard input it prints how many messages every path got so far, for any other line what: `{"s7":
{"posts", "ids", "last_s", "lags_ms"}}`, the lags of first attempts in milliseconds from when a message was told, which
its `subject` says in nanoseconds.
"""

import asyncio
import json
import re
import sys
import time
from collections import defaultdict

SLOW_S = 10.0
AGREED = b"HTTP/1.1 204 No Content\r\nWebHook-Allowed-Origin: *\r\n\r\n"
TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
ID = re.compile(rb"\r\nwebhook-id: *([^\r]+)", re.IGNORECASE)
TOLD = re.compile(rb'"subject": *"([0-9]+)"')


class Got:
    """What came to one path."""

    def __init__(self) -> None:
        self.posts = 0
        self.lags_ms: dict[str, float] = {}
        self.last_s = 0.0

    def take(self, id: str, told_ns: int) -> None:
        now = time.time_ns()
        self.posts += 1
        self.lags_ms.setdefault(id, (now - told_ns) / 1e6)
        self.last_s = now / 1e9

    def facts(self) -> dict:
        lags = list(self.lags_ms.values())
        return {"posts": self.posts, "ids": sorted(self.lags_ms), "lags_ms": lags, "last_s": self.last_s}


class Endpoint(asyncio.Protocol):
    def __init__(self, got: dict[str, Got]) -> None:
        self.got, self.buffer = got, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[: end + 2]
            length = LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + 4 : whole], self.buffer[whole:]
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        method, target, _ = head.split(b" ", 2)
        if method == b"OPTIONS":
            self.transport.write(AGREED)
            return
        path = target.decode().lstrip("/")
        id, told = ID.search(head), TOLD.search(body)
        if id and told:
            self.got[path].take(id[1].decode(), int(told[1]))
        if path.startswith("slow"):
            asyncio.get_running_loop().call_later(SLOW_S, self.transport.write, TAKEN)
        else:
            self.transport.write(TAKEN)


async def receive(port: int) -> None:
    got: dict[str, Got] = defaultdict(Got)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Endpoint(got), "127.0.0.1", port, backlog=1024)
    print("listening", flush=True)
    async with server:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            counts = line == "count\n"
            told = {path: len(one.lags_ms) if counts else one.facts() for path, one in got.items()}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(receive(int(sys.argv[1])))
