"""A broker in memory that keeps the promises Multaqa relies on; the kernel's own code runs on it unchanged.

Exchanges (topic, direct, fanout, default, alternate), quorum queues (prefetch, redelivery, delivery limit, TTL,
dead-lettering), and one stream. Waiting in a retry tier takes real time: give tests short tiers.
"""

import heapq
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from time import monotonic
from typing import Any

from multaqa.bus.topology import Binding


@dataclass(frozen=True, slots=True)
class Stored:
    """A message at rest in a queue."""

    body: bytes
    routing_key: str
    properties: dict[str, Any]
    deliveries: int = 0

    @property
    def headers(self) -> dict[str, Any]:
        return dict(self.properties.get("application_headers") or {})

    def died(self, queue: str, reason: str) -> "Stored":
        death = {"reason": reason, "queue": queue, "count": 1}
        headers = {**self.headers, "x-death": [death, *self.headers.get("x-death", [])]}
        return replace(self, properties={**self.properties, "application_headers": headers}, deliveries=0)


@dataclass(eq=False, slots=True)
class Taker:
    """A consumer: `give(stored)` hands it a message; `room` is how many more it may hold."""

    give: Callable[[Stored], None]
    cancelled: Callable[[], None]
    room: int
    next_offset: int = 0


@dataclass(slots=True)
class Queue:
    name: str
    arguments: dict[str, Any]
    waiting: deque[Stored] = field(default_factory=deque)
    takers: deque[Taker] = field(default_factory=deque)

    @property
    def is_stream(self) -> bool:
        return self.arguments.get("x-queue-type") == "stream"


class MemoryBroker:
    """Shared by the links of one test; `stop` ends its clock thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.queues: dict[str, Queue] = {}
        self._exchanges: dict[str, tuple[str, dict[str, Any]]] = {}
        self._bindings: dict[str, set[tuple[str, str]]] = {}
        self._expiring: list[tuple[float, int, str, Stored]] = []
        self._ticks = count()
        self._change = threading.Condition(self.lock)
        self._stopped = False
        threading.Thread(target=self._expire, name="memory broker", daemon=True).start()

    def stop(self) -> None:
        with self.lock:
            self._stopped = True
            self._change.notify_all()

    def declare_exchange(self, name: str, kind: str, arguments: dict[str, Any]) -> None:
        with self.lock:
            self._exchanges[name] = (kind, arguments)

    def has_exchange(self, name: str) -> bool:
        return not name or name in self._exchanges

    def declare_queue(self, name: str, arguments: dict[str, Any]) -> None:
        with self.lock:
            self.queues.setdefault(name, Queue(name, arguments))

    def counts(self, name: str) -> tuple[int, int]:
        """How many messages wait in a queue, and how many take from it."""
        with self.lock:
            queue = self.queues[name]
            return len(queue.waiting), len(queue.takers)

    def delete_queue(self, name: str) -> None:
        with self.lock:
            queue = self.queues.pop(name)
            for bindings in self._bindings.values():
                bindings -= {binding for binding in bindings if binding[1] == name}
            for taker in queue.takers:
                taker.cancelled()

    def bind(self, queue: str, exchange: str, key: str) -> None:
        with self.lock:
            self._bindings.setdefault(exchange, set()).add((key, queue))

    def unbind(self, queue: str, exchange: str, key: str) -> None:
        with self.lock:
            self._bindings.get(exchange, set()).discard((key, queue))

    def bindings(self) -> set[Binding]:
        return {Binding(exchange, queue, key) for exchange, keys in self._bindings.items() for key, queue in keys}

    def publish(self, exchange: str, key: str, stored: Stored) -> bool:
        """Put a message into every queue it is routed to; False when there is none."""
        with self.lock:
            queues = self._route(exchange, key)
            for name in queues:
                self._enqueue(self.queues[name], replace(stored, routing_key=key))
            return bool(queues)

    def consume(self, name: str, taker: Taker, offset: Any = None) -> None:
        with self.lock:
            queue = self.queues[name]
            if queue.is_stream:
                taker.next_offset = _first_offset(offset, len(queue.waiting))
            queue.takers.append(taker)
            self._pump(queue)

    def leave(self, name: str, taker: Taker) -> None:
        with self.lock:
            if name in self.queues and taker in self.queues[name].takers:
                self.queues[name].takers.remove(taker)

    def settled(self, name: str, taker: Taker) -> None:
        """A message of this taker was acknowledged."""
        with self.lock:
            taker.room += 1
            if name in self.queues:
                self._pump(self.queues[name])

    def put_back(self, name: str, stored: Stored) -> None:
        """Requeue at the head, as after a reject or a lost connection; over the delivery limit it is dead."""
        with self.lock:
            if name not in self.queues or self.queues[name].is_stream:
                return
            queue = self.queues[name]
            again = replace(stored, deliveries=stored.deliveries + 1)
            if again.deliveries > queue.arguments.get("x-delivery-limit", again.deliveries):
                self._dead_letter(queue, again, "delivery_limit")
            else:
                queue.waiting.appendleft(again)
                self._pump(queue)

    def _route(self, exchange: str, key: str) -> list[str]:
        if not exchange:
            return [key] if key in self.queues else []
        kind, arguments = self._exchanges[exchange]
        bound = self._bindings.get(exchange, set())
        queues = sorted({queue for pattern, queue in bound if _matches(kind, pattern, key)})
        alternate = arguments.get("alternate-exchange")
        return self._route(alternate, key) if not queues and alternate else queues

    def _enqueue(self, queue: Queue, stored: Stored) -> None:
        queue.waiting.append(stored)
        if "x-message-ttl" in queue.arguments:
            due = monotonic() + queue.arguments["x-message-ttl"] / 1000
            heapq.heappush(self._expiring, (due, next(self._ticks), queue.name, stored))
            self._change.notify_all()
        self._pump(queue)

    def _pump(self, queue: Queue) -> None:
        if queue.is_stream:
            self._pump_stream(queue)
            return
        while queue.waiting and any(taker.room > 0 for taker in queue.takers):
            taker = queue.takers[0]
            queue.takers.rotate(-1)
            if taker.room > 0:
                taker.room -= 1
                taker.give(queue.waiting.popleft())

    def _pump_stream(self, queue: Queue) -> None:
        for taker in queue.takers:
            while taker.room > 0 and taker.next_offset < len(queue.waiting):
                stored = queue.waiting[taker.next_offset]
                headers = {**stored.headers, "x-stream-offset": taker.next_offset}
                taker.room -= 1
                taker.next_offset += 1
                taker.give(replace(stored, properties={**stored.properties, "application_headers": headers}))

    def _dead_letter(self, queue: Queue, stored: Stored, reason: str) -> None:
        exchange = queue.arguments.get("x-dead-letter-exchange")
        key = queue.arguments.get("x-dead-letter-routing-key", stored.routing_key)
        if exchange is not None:
            self.publish(exchange, key, stored.died(queue.name, reason))

    def _expire(self) -> None:
        with self.lock:
            while not self._stopped:
                for name, stored in self._due():
                    queue = self.queues.get(name)
                    if queue is not None and stored in queue.waiting:
                        queue.waiting.remove(stored)
                        self._dead_letter(queue, stored, "expired")
                self._change.wait(self._expiring[0][0] - monotonic() if self._expiring else None)

    def _due(self) -> Iterator[tuple[str, Stored]]:
        while self._expiring and self._expiring[0][0] <= monotonic():
            _, _, name, stored = heapq.heappop(self._expiring)
            yield name, stored


def _first_offset(asked: Any, length: int) -> int:
    named = {"first": 0, "next": length, "last": max(0, length - 1), None: length}
    return int(asked) if isinstance(asked, int) else named[asked]


def _matches(kind: str, pattern: str, key: str) -> bool:
    if kind == "fanout":
        return True
    return pattern == key if kind == "direct" else _words_match(pattern.split("."), key.split("."))


def _words_match(pattern: list[str], words: list[str]) -> bool:
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(_words_match(pattern[1:], words[skipped:]) for skipped in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and _words_match(pattern[1:], words[1:])
