"""py-amqp bent three ways: it reads in large pieces, writes many frames as one, and a closed channel stays closed."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
from amqp import spec
from amqp.channel import Channel
from amqp.exceptions import error_for_code
from amqp.transport import SSLTransport, TCPTransport

READ_BYTES = 16_384
HELD_BYTES = 65_536

# What a caller sees when the connection under a channel is gone: nothing was promised, try again on the next one.
LOST = (amqp.AMQPError, OSError, EOFError)


class _Wire:
    """A transport many threads write to; a write that stalls severs the socket, for half a frame is no frame."""

    sock: socket.socket
    connected: bool
    stall_s: float
    heard = 0.0
    _quick_recv: Callable[[int], bytes]
    _read_buffer: bytes
    _write: Callable[[Any], Any]

    def _setup_transport(self) -> None:
        super()._setup_transport()  # type: ignore[misc]
        self._lock = threading.RLock()
        self._corks = 0
        self._held = bytearray()
        self._receive = self._quick_recv
        self._quick_recv = self._hear
        self.heard = monotonic()
        self.sock.settimeout(self.stall_s)

    def _hear(self, size: int) -> bytes:
        octets = self._receive(max(size, READ_BYTES))
        self.heard = monotonic()
        return octets

    @property
    def has_buffered(self) -> bool:
        return bool(self._read_buffer)

    def write(self, frame: Any) -> None:
        with self._lock:
            if not self._corks:
                self._send(frame)
                return
            self._held += frame
            if len(self._held) >= HELD_BYTES:
                self._flush()

    @contextmanager
    def corked(self) -> Iterator[None]:
        """Hold frames back and write them together at the end."""
        with self._lock:
            self._corks += 1
        try:
            yield
        finally:
            with self._lock:
                self._corks -= 1
                self._flush()

    def _flush(self) -> None:
        held, self._held = self._held, bytearray()
        if held:
            self._send(bytes(held))

    def _send(self, octets: Any) -> None:
        try:
            self._write(octets)
        except OSError:
            self.sever()
            raise

    def sever(self) -> None:
        self.connected = False
        with suppress(OSError, AttributeError):  # closed by the other side, or collected a moment ago
            self.sock.shutdown(socket.SHUT_RDWR)


class _TCPWire(_Wire, TCPTransport):  # type: ignore[misc]
    pass


class _TLSWire(_Wire, SSLTransport):  # type: ignore[misc]
    pass


class WireChannel(Channel):  # type: ignore[misc]
    """A channel that dies once: py-amqp would revive the object, and an old delivery tag would mean another message."""

    on_closed: Callable[[Exception], None] | None = None

    def _on_close(self, reply_code: int, reply_text: str, class_id: int, method_id: int) -> None:
        self.send_method(spec.Channel.CloseOk)
        awaited = bool(self._pending)
        self.collect()
        error = error_for_code(reply_code, reply_text, (class_id, method_id), amqp.ChannelError)
        if awaited or self.on_closed is None:
            raise error
        self.on_closed(error)


class Wire(amqp.Connection):  # type: ignore[misc]
    """One AMQP connection whose socket never blocks longer than `stall_s`."""

    Channel = WireChannel
    # Without connection.blocked: where it is negotiated, py-amqp reads the socket in every thread that publishes.
    negotiate_capabilities = {"consumer_cancel_notify": True, "authentication_failure_close": True}

    def __init__(self, uri: str, *, name: str, heartbeat_s: float, connect_timeout_s: float, stall_s: float) -> None:
        parts = urlsplit(uri)
        self._stall_s = stall_s
        self.wire: _Wire | None = None
        tls = parts.scheme == "amqps"
        super().__init__(
            host=f"{parts.hostname or 'localhost'}:{parts.port or (5671 if tls else 5672)}",
            userid=unquote(parts.username or "guest"),
            password=unquote(parts.password or "guest"),
            virtual_host=unquote(parts.path[1:]) or "/",
            ssl=tls,
            heartbeat=max(1, round(heartbeat_s)) if heartbeat_s else 0,
            connect_timeout=connect_timeout_s,
            client_properties={"connection_name": name},
        )

    def Transport(self, host: str, connect_timeout: float, ssl: Any, *_: Any, **settings: Any) -> Any:  # noqa: N802 (its name)
        wire = (_TLSWire if ssl else _TCPWire)(host, connect_timeout=connect_timeout, ssl=ssl, **settings)
        wire.stall_s = self._stall_s
        self.wire = wire
        return wire

    @property
    def heard(self) -> float:
        """The monotonic time of the last octet received; 0 before the first."""
        return self.wire.heard if self.wire is not None else 0.0

    def corked(self) -> AbstractContextManager[None]:
        return self.wire.corked() if self.wire is not None else nullcontext()

    def sever(self) -> None:
        if self.wire is not None:
            self.wire.sever()

    def close_within(self, seconds: float) -> None:
        if self.wire is not None and self.wire.connected:
            self.wire.sock.settimeout(seconds)
            self.close()
