"""The kernel's own `Link`, connected to a broker in memory: only the wire is false."""

import socket
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from time import monotonic
from typing import Any

import amqp
from amqp.protocol import queue_declare_ok_t

from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher
from multaqa.testing.bus.broker import MemoryBroker, Stored, Taker


class MemoryLink(Link):
    def __init__(self, broker: MemoryBroker, name: str = "memory") -> None:
        super().__init__("memory://", name=name)
        self._broker = broker

    def _make(self) -> Any:
        return _Wire(self._broker)


def memory_publisher(broker: MemoryBroker, confirm_timeout_s: float = 5.0) -> ConfirmingPublisher:
    return ConfirmingPublisher(MemoryLink(broker, "memory publisher"), confirm_timeout_s=confirm_timeout_s)


class _Transport:
    """A queue of events instead of frames; the socket only wakes who waits for them."""

    def __init__(self) -> None:
        self.sock, self._bell = socket.socketpair()
        self._bell.settimeout(0)
        self._events: deque[Callable[[], None]] = deque()
        self._severed = False

    @property
    def has_buffered(self) -> bool:
        return bool(self._events) or self._severed

    def put(self, event: Callable[[], None]) -> None:
        self._events.append(event)
        self._ring()

    def read(self) -> None:
        if self._severed:
            raise OSError("severed")
        if self._events:
            self._events.popleft()()
        else:
            self.sock.recv(4096)

    def sever(self) -> None:
        self._severed = True
        self._ring()

    def close(self) -> None:
        self._events.clear()
        self.sock.close()
        self._bell.close()

    def _ring(self) -> None:
        with suppress(OSError):  # full has rung already, closed has nobody to wake
            self._bell.send(b"!")


class _Wire:
    """What `Link` uses of a connection."""

    def __init__(self, broker: MemoryBroker) -> None:
        self.broker = broker
        self.transport = _Transport()
        self.heard = monotonic()
        self._channels: list[MemoryChannel] = []

    def connect(self) -> None:
        self.heard = monotonic()

    def channel(self) -> "MemoryChannel":
        channel = MemoryChannel(self)
        self._channels.append(channel)
        return channel

    def tell(self, event: Callable[[], None]) -> None:
        self.transport.put(event)

    def blocking_read(self) -> None:
        self.heard = monotonic()
        self.transport.read()

    def heartbeat_tick(self) -> None:
        self.heard = monotonic()

    def corked(self) -> AbstractContextManager[None]:
        return nullcontext()

    def sever(self) -> None:
        self.transport.sever()

    def close_within(self, seconds: float) -> None:
        pass

    def collect(self) -> None:
        for channel in self._channels:
            channel.collect()
        self.transport.close()


class MemoryMessage:
    """What the kernel uses of a delivered `amqp.Message`."""

    def __init__(self, channel: "MemoryChannel", tag: int, stored: Stored) -> None:
        self.channel = channel
        self.delivery_tag = tag
        self.body = stored.body
        self.properties = stored.properties
        self.headers = {**stored.headers, **({"x-delivery-count": stored.deliveries} if stored.deliveries else {})}
        self.delivery_info = {"redelivered": stored.deliveries > 0, "routing_key": stored.routing_key}


class MemoryChannel:
    """What the kernel uses of a py-amqp channel."""

    def __init__(self, wire: _Wire) -> None:
        self.connection: _Wire | None = wire
        self.on_closed: Callable[[Exception], None] | None = None
        self.events: dict[str, set[Callable[..., None]]] = defaultdict(set)
        self._broker = wire.broker
        self._prefetch = 0
        self._tag = self._published = 0
        self._takers: dict[str, tuple[str, Taker]] = {}
        self._unacknowledged: dict[int, tuple[str, Taker, Stored]] = {}

    def exchange_declare(self, name: str, kind: str, *, passive: bool = False, **options: Any) -> None:
        if not passive:
            self._broker.declare_exchange(name, kind, options.get("arguments") or {})
        elif not self._broker.has_exchange(name):
            raise amqp.NotFound(f"no exchange {name}")

    def queue_declare(self, name: str, *, passive: bool = False, **options: Any) -> queue_declare_ok_t:
        if passive:
            self._must_exist(name)
        else:
            self._broker.declare_queue(name, options.get("arguments") or {})
        return queue_declare_ok_t(name, *self._broker.counts(name))

    def queue_delete(self, name: str) -> None:
        self._broker.delete_queue(name)

    def queue_bind(self, queue: str, exchange: str, key: str, **_: Any) -> None:
        self._broker.bind(queue, exchange, key)

    def queue_unbind(self, queue: str, exchange: str, key: str) -> None:
        self._broker.unbind(queue, exchange, key)

    def basic_qos(self, _: int, prefetch: int, **__: Any) -> None:
        self._prefetch = prefetch

    def basic_consume(
        self,
        queue: str,
        callback: Callable[[Any], None],
        on_cancel: Callable[[str], None] | None = None,
        arguments: dict[str, Any] | None = None,
    ) -> str:
        self._must_exist(queue)
        tag = f"taker-{len(self._takers) + 1}"
        taker = Taker(
            give=lambda stored: self._deliver(tag, callback, stored),
            cancelled=lambda: self._tell(lambda: on_cancel(tag) if on_cancel else None),
            room=self._prefetch,
        )
        self._takers[tag] = (queue, taker)
        self._broker.consume(queue, taker, (arguments or {}).get("x-stream-offset"))
        return tag

    def basic_cancel(self, tag: str) -> None:
        queue, taker = self._takers[tag]
        self._broker.leave(queue, taker)

    def basic_ack(self, tag: int) -> None:
        queue, taker, _ = self._take_back(tag)
        self._broker.settled(queue, taker)

    def basic_reject(self, tag: int, *, requeue: bool) -> None:
        queue, taker, stored = self._take_back(tag)
        if requeue:
            self._broker.put_back(queue, stored)
        self._broker.settled(queue, taker)

    def confirm_select(self) -> None:
        pass

    def basic_publish(
        self, message: Any, exchange: str = "", routing_key: str = "", *, mandatory: bool = False, **_: Any
    ) -> None:
        self._stand()
        self._published += 1
        if not self._broker.has_exchange(exchange):
            raise amqp.NotFound(f"no exchange {exchange}")
        body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
        routed = self._broker.publish(exchange, routing_key, Stored(body, routing_key, dict(message.properties)))
        if mandatory and not routed:
            self._tell_all("basic_return", amqp.NotFound("no route"), exchange, routing_key, message)
        self._tell_all("basic_ack", self._published, 0)

    def close(self) -> None:
        self.collect()

    def collect(self) -> None:
        self.connection = None
        for queue, taker in self._takers.values():
            self._broker.leave(queue, taker)
        for _, (queue, _, stored) in sorted(self._unacknowledged.items(), reverse=True):
            self._broker.put_back(queue, stored)
        self._unacknowledged.clear()

    def _deliver(self, consumer: str, callback: Callable[[Any], None], stored: Stored) -> None:
        self._tag += 1
        self._unacknowledged[self._tag] = (*self._takers[consumer], stored)
        message = MemoryMessage(self, self._tag, stored)
        self._tell(lambda: callback(message))

    def _tell(self, event: Callable[[], None]) -> None:
        if self.connection is not None:
            self.connection.tell(event)

    def _tell_all(self, event: str, *arguments: Any) -> None:
        for listener in self.events[event]:
            self._tell(lambda listener=listener: listener(*arguments))  # type: ignore[misc]

    def _take_back(self, tag: int) -> tuple[str, Taker, Stored]:
        self._stand()
        with self._broker.lock:
            return self._unacknowledged.pop(tag)

    def _stand(self) -> None:
        if self.connection is None:
            raise amqp.RecoverableConnectionError("connection already closed")

    def _must_exist(self, queue: str) -> None:
        self._stand()
        if queue not in self._broker.queues:
            raise amqp.NotFound(f"no queue {queue}")
