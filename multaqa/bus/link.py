"""One AMQP connection that comes back by itself.

All reading happens in the link's own thread (a greenlet in a room): deliveries, answers and confirms arrive there,
and whatever waits for the broker's answer (declare, consume, qos) runs there, through `on_connected` or `call`.
Writing that waits for nothing (publish, acknowledge) may happen in any thread.

    link = Link("amqp://guest:guest@localhost/", name="partners rpc")

    def consume(channel):                              # in the link's thread, at every connection
        channel.queue_declare("rpc.partners", durable=True, auto_delete=False)
        channel.basic_qos(0, 64, a_global=False)
        channel.basic_consume("rpc.partners", callback=requests.put)

    link.on_connected(consume)
    link.start()
    message = requests.get()                           # amqp.Message: body, headers, properties, channel, delivery_tag
    try:
        message.channel.basic_publish(amqp.Message("answer"), routing_key=message.properties["reply_to"])
        message.channel.basic_ack(message.delivery_tag)
    except LOST:
        ...                                            # the connection is gone; the broker delivers the message again
    link.stop()

A channel never outlives its connection: writing to a stale one raises one of `LOST`, so a delivery tag cannot
acknowledge a stranger. `last_heard` is the monotonic time of the last octet received: a broker that is connected but
silent for more than a heartbeat is frozen.
"""

import random
import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from typing import Any, TypeVar

import amqp
import structlog

from multaqa.bus.wire import LOST, Wire, WireChannel

__all__ = ["LOST", "Link"]

Answer = TypeVar("Answer")

TICK_S = 1.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0

log = structlog.get_logger("multaqa.bus")


class Link:
    """A connection to `uri`, kept alive by heartbeats and remade after a loss, with backoff and jitter.

    `connect_timeout_s` bounds the handshake, `stall_s` any single read or write on the socket (a frozen broker fills
    the socket's buffer, and a write would block for ever). `name` is shown in the broker's list of connections.
    """

    def __init__(
        self, uri: str, *, name: str, heartbeat_s: float = 10.0, connect_timeout_s: float = 5.0, stall_s: float = 10.0
    ) -> None:
        self.name = name
        self.last_heard = monotonic()
        self._uri, self._heartbeat_s = uri, heartbeat_s
        self._connect_timeout_s, self._stall_s = connect_timeout_s, stall_s
        self._setups: list[Callable[[WireChannel], None]] = []
        self._farewells: list[Callable[[], None]] = []
        self._jobs: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._up = threading.Event()
        self._stopping = threading.Event()
        self._wire: Wire | None = None
        self._thread = threading.Thread(target=self._run, name=f"link {name}", daemon=True)
        self._bell, self._doorbell = socket.socketpair()
        self._bell.settimeout(0)

    def on_connected(self, setup: Callable[[WireChannel], None]) -> None:
        """Call `setup` with a channel of its own at every connection; register before `start`."""
        self._setups.append(setup)

    def on_lost(self, farewell: Callable[[], None]) -> None:
        """Call `farewell` in the link's thread when a connection is gone (channels of it are dead by then)."""
        self._farewells.append(farewell)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close the connection politely and end the thread; unacknowledged messages go back to their queues."""
        self._stopping.set()
        self._ring()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    @property
    def connected(self) -> bool:
        return self._up.is_set()

    def silent_for(self) -> float:
        """Seconds since the broker was last heard."""
        wire = self._wire
        heard = wire.heard if wire is not None else 0.0
        return monotonic() - max(self.last_heard, heard)

    def wait_connected(self, timeout_s: float) -> bool:
        return self._up.wait(timeout_s)

    def call(self, job: Callable[[], Answer], timeout_s: float = 10.0) -> Answer:
        """Run `job` in the link's thread and give its result; TimeoutError when there was no connection."""
        if threading.current_thread() is self._thread:
            return job()
        future: Future[Answer] = Future()
        self._jobs.append((job, future))
        self._ring()
        try:
            return future.result(timeout_s)
        finally:
            future.cancel()

    def open_channel(self, on_closed: Callable[[Exception], None] | None = None) -> WireChannel:
        """Open one more channel (link's thread only); `on_closed` keeps the connection when the broker closes it."""
        if self._wire is None:
            raise amqp.RecoverableConnectionError(f"{self.name}: not connected")
        channel: WireChannel = self._wire.channel()
        channel.on_closed = on_closed
        return channel

    @contextmanager
    def corked(self) -> Iterator[None]:
        """Write what is sent inside as few pieces as possible."""
        wire = self._wire
        with wire.corked() if wire is not None else nullcontext():
            yield

    def sever(self) -> None:
        """Break the connection; the link makes a new one. For a caller that has proof the broker does not answer."""
        wire = self._wire
        if wire is not None:
            wire.sever()

    def _ring(self) -> None:
        with suppress(OSError):  # a full pipe has rung already, a closed one has nobody to wake
            self._doorbell.send(b"!")

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                wire = self._connect()
                failures = 0
                self._serve(wire)
            except LOST as lost:
                log.warning("link.lost", link=self.name, cause=repr(lost))
            except (
                Exception
            ):  # a set-up or delivery callback failed: the link must outlive it, and a new connection is clean
                log.exception("link.callback_failed", link=self.name)
            self._drop()
            failures += 1
            self._stopping.wait(_pause(failures))
        self._bell.close()
        self._doorbell.close()

    def _make(self) -> Wire:
        return Wire(
            self._uri,
            name=self.name,
            heartbeat_s=self._heartbeat_s,
            connect_timeout_s=self._connect_timeout_s,
            stall_s=self._stall_s,
        )

    def _connect(self) -> Wire:
        self._wire = wire = self._make()
        wire.connect()
        self.last_heard = monotonic()
        for setup in self._setups:
            setup(self.open_channel())
        self._up.set()
        log.info("link.connected", link=self.name)
        return wire

    def _serve(self, wire: Wire) -> None:
        transport = wire.transport
        next_tick = monotonic() + TICK_S
        while not self._stopping.is_set():
            if self._jobs:
                self._run_jobs()
            if transport.has_buffered or self._wait_readable(transport.sock):
                wire.blocking_read()
                self.last_heard = wire.heard
            if monotonic() >= next_tick:
                wire.heartbeat_tick()
                next_tick = monotonic() + TICK_S

    def _wait_readable(self, sock: socket.socket) -> bool:
        readable, _, _ = select.select([sock, self._bell], [], [], TICK_S)
        if self._bell in readable:
            self._bell.recv(4096)
        return sock in readable

    def _run_jobs(self) -> None:
        for _ in range(len(self._jobs)):
            job, future = self._jobs.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except LOST as error:
                future.set_exception(error)
                if not isinstance(error, amqp.ChannelError):
                    raise
            except Exception as error:  # noqa: BLE001 (it belongs to whoever asked)
                future.set_exception(error)

    def _drop(self) -> None:
        wire, self._wire = self._wire, None
        self._up.clear()
        if wire is not None:
            _close(wire)
        for farewell in self._farewells:
            farewell()


def _close(wire: Wire) -> None:
    with suppress(*LOST):  # it may be going away already
        wire.close_within(TICK_S)
    wire.collect()


def _pause(failures: int) -> float:
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 (jitter)
