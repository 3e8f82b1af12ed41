"""The public stream: every public message of the last 30 days, read from any point; an offset is a cursor."""

import queue
from collections.abc import Generator, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, Literal

from multaqa.bus.envelope import Envelope
from multaqa.bus.link import Link
from multaqa.bus.topology import PUBLIC
from multaqa.bus.wire import LOST, WireChannel
from multaqa.errors import Unavailable

Start = int | Literal["first", "last", "next"]
Following = Generator[tuple[int, Envelope] | None, None, None]
PREFETCH = 200
CALL_TIMEOUT_S = 5.0


class Reader:
    """One reading position. It sees all tenants: whoever hands messages on filters by `envelope.tenant`.

    A message may be repeated under the same id at another offset (a relay that died after publishing).
    """

    def __init__(self, link: Link, start: Start, prefetch: int = PREFETCH) -> None:
        self._link, self._prefetch = link, prefetch
        self._arrived: queue.Queue[Any] = queue.Queue()
        self._channel: WireChannel = _asked(link, lambda: self._consume(start))

    def next(self, wait_s: float, after: int | None = None) -> tuple[int, Envelope] | None:
        """The next message and its offset, or None after `wait_s`; Unavailable when the connection is lost.

        With `after`, only what is not after it is acknowledged: the broker then sends no more than the prefetch of what
        is wanted, and nothing is on its way when the channel is closed.
        """
        try:
            message = self._arrived.get(timeout=max(0.0, wait_s))
        except queue.Empty:
            if self._channel.connection is None:
                raise _unavailable() from None
            return None
        offset: int = message.headers["x-stream-offset"]
        if after is None or offset <= after:
            try:
                message.channel.basic_ack(message.delivery_tag)
            except LOST as lost:
                raise _unavailable() from lost
        return offset, Envelope.parse(_octets(message.body))

    def close(self) -> None:
        with suppress(*LOST):  # it may be gone with its connection
            self._link.call(self._channel.close, CALL_TIMEOUT_S)

    def _consume(self, start: Start) -> WireChannel:
        channel = self._link.open_channel(on_closed=lambda _: None)
        channel.basic_qos(0, self._prefetch, a_global=False)
        channel.basic_consume(PUBLIC, callback=self._arrived.put, arguments={"x-stream-offset": start})
        return channel


def read(link: Link, after: int | None, limit: int, wait_s: float) -> list[tuple[int, Envelope]]:
    """Up to `limit` messages after an offset (None: from the oldest kept), waiting `wait_s` at most for the first."""
    reader = Reader(link, "first" if after is None else after + 1, limit)
    try:
        return list(_some(reader, after, limit, wait_s))
    finally:
        reader.close()


def end(link: Link) -> int:
    """The offset of the newest message; -1 where there is none."""
    reader, newest = Reader(link, "last"), -1
    try:
        while found := reader.next(LULL_S):
            newest = found[0]
        return newest
    finally:
        reader.close()


def follow(link: Link, after: int | None = None, pulse_s: float = 1.0) -> Following:
    """Messages after an offset (None: only new ones), for ever; None each `pulse_s` without one. Close it when done."""
    reader = Reader(link, "next" if after is None else after + 1)
    try:
        while True:
            found = reader.next(pulse_s)
            if found is None or after is None or found[0] > after:
                yield found
    finally:
        reader.close()


def _some(reader: Reader, after: int | None, limit: int, wait_s: float) -> Iterator[tuple[int, Envelope]]:
    """The broker delivers from the start of the chunk an offset is in: what is not after it is skipped."""
    deadline, before = monotonic() + wait_s, -1 if after is None else after
    taken = 0
    while taken < limit and (found := reader.next(deadline - monotonic(), before)) is not None:
        if found[0] > before:
            taken += 1
            deadline = min(deadline, monotonic() + LULL_S)
            yield found


LULL_S = 0.1  # a stream that gives nothing for so long has given what it has


def _asked(link: Link, job: Any) -> Any:
    try:
        return link.call(job, CALL_TIMEOUT_S)
    except LOST as lost:
        raise _unavailable() from lost


def _unavailable() -> Unavailable:
    return Unavailable("bus.unavailable", "The stream cannot be read at the moment. Go on from the last offset.")


def _octets(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)
