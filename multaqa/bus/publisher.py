"""Publishing that knows what the broker took: pipelined confirms, `mandatory`, and a bound on every wait."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic
from typing import Any

import amqp

from multaqa.bus.link import LOST, Link
from multaqa.bus.wire import WireChannel

PERSISTENT = 2


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to publish; `headers` are AMQP headers, `type` is for whoever looks at a queue."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str
    type: str = ""
    content_type: str = "application/cloudevents+json"
    headers: dict[str, Any] = field(default_factory=dict)

    def as_amqp(self) -> amqp.Message:
        return amqp.Message(
            self.body,
            application_headers=self.headers,
            message_id=self.message_id,
            type=self.type,
            content_type=self.content_type,
            delivery_mode=PERSISTENT,
        )


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a batch: safe in a queue, returned because no queue takes it, or not known to be published."""

    confirmed: list[Outgoing]
    unroutable: list[Outgoing]
    failed: list[Outgoing]


class _Fate(Enum):
    FAILED = "failed"
    UNROUTABLE = "unroutable"
    CONFIRMED = "confirmed"


class _Batch:
    """The fates of one call's messages; everything is failed until the broker says otherwise."""

    def __init__(self, messages: Sequence[Outgoing]) -> None:
        self.messages = messages
        self.fates = [_Fate.FAILED] * len(messages)
        self.open = len(messages)
        self.over = threading.Event()

    def settle(self, place: int, fate: _Fate) -> None:
        if self.fates[place] is _Fate.FAILED:
            self.fates[place] = fate
        self.open -= 1
        if not self.open:
            self.over.set()

    def published(self) -> Published:
        fates = list(zip(self.messages, self.fates, strict=True))
        return Published(*([message for message, fate in fates if fate is wanted] for wanted in reversed(_Fate)))


class _Confirms:
    """The publish sequence of one channel: which delivery tag is whose message."""

    def __init__(self, channel: WireChannel) -> None:
        self.channel = channel
        self._tag = 0
        self._waiting: OrderedDict[int, tuple[_Batch, int]] = OrderedDict()
        self._lock = threading.Lock()  # confirms arrive in the link's thread while others publish
        channel.events["basic_ack"].add(self._acked)
        channel.events["basic_nack"].add(self._nacked)
        channel.events["basic_return"].add(self._returned)
        channel.confirm_select()

    def send(self, batch: _Batch) -> None:
        for place, message in enumerate(batch.messages):
            with self._lock:
                self._tag += 1
                self._waiting[self._tag] = (batch, place)
            self.channel.basic_publish(message.as_amqp(), message.exchange, message.routing_key, mandatory=True)

    def forget(self, batch: _Batch) -> None:
        with self._lock:
            for tag in [tag for tag, (owner, _) in self._waiting.items() if owner is batch]:
                del self._waiting[tag]

    def fail_all(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, OrderedDict()
        for batch, place in waiting.values():
            batch.settle(place, _Fate.FAILED)

    def _acked(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 (py-amqp calls it so)
        self._settle(tag, _Fate.CONFIRMED, multiple=multiple)

    def _nacked(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 (the same)
        self._settle(tag, _Fate.FAILED, multiple=multiple)

    def _settle(self, tag: int, fate: _Fate, *, multiple: bool) -> None:
        with self._lock:
            for batch, place in self._take(tag, multiple=multiple):
                batch.settle(place, fate)

    def _take(self, tag: int, *, multiple: bool) -> Iterator[tuple[_Batch, int]]:
        """The messages a confirm speaks of, without those whose caller has stopped waiting."""
        if not multiple and tag in self._waiting:
            yield self._waiting.pop(tag)
        while multiple and self._waiting and next(iter(self._waiting)) <= tag:
            yield self._waiting.popitem(last=False)[1]

    def _returned(self, _: Exception, exchange: str, routing_key: str, message: amqp.Message) -> None:
        """A return carries no delivery tag, and the broker confirms the message all the same a moment later."""
        returned = (exchange, routing_key, message.properties.get("message_id"))
        with self._lock:
            for batch, place in self._waiting.values():
                outgoing = batch.messages[place]
                if (outgoing.exchange, outgoing.routing_key, outgoing.message_id) == returned:
                    batch.fates[place] = _Fate.UNROUTABLE


class ConfirmingPublisher:
    """Publishes batches on a connection of its own, from any thread; several batches may be under way at once.

    A message is published when the broker has confirmed it; a nack, a lost connection or silence for
    `confirm_timeout_s` seconds is failure, after which it may or may not be in a queue: publish it again, the inbox
    absorbs the copy. No call blocks much longer than twice the timeout, even when the broker is frozen.
    """

    def __init__(self, link: Link, *, confirm_timeout_s: float = 5.0) -> None:
        self.link = link
        self._timeout_s = confirm_timeout_s
        self._lock = threading.Lock()
        self._confirms: _Confirms | None = None
        self.link.on_connected(self._begin)
        self.link.on_lost(self._end)

    @classmethod
    def to(cls, uri: str, *, name: str, confirm_timeout_s: float = 5.0) -> "ConfirmingPublisher":
        """A publisher whose connection gives up on a frozen broker as fast as on a missing confirm."""
        link = Link(uri, name=name, connect_timeout_s=confirm_timeout_s, stall_s=confirm_timeout_s)
        return cls(link, confirm_timeout_s=confirm_timeout_s)

    def start(self) -> None:
        self.link.start()

    def stop(self) -> None:
        self.link.stop()

    def publish_batch(self, messages: Sequence[Outgoing]) -> Published:
        """Publish, wait for the confirms, and say what became of each message (order within a list is kept)."""
        batch = _Batch(messages)
        deadline = monotonic() + self._timeout_s
        if messages and self.link.wait_connected(self._timeout_s):
            self._send(batch, deadline)
        return batch.published()

    def _send(self, batch: _Batch, deadline: float) -> None:
        confirms = self._confirms
        if confirms is None:  # lost again just now
            return
        try:
            with self._lock, self.link.corked():
                confirms.send(batch)
        except LOST:
            self.link.sever()
        else:
            batch.over.wait(max(0.0, deadline - monotonic()))
        if not batch.over.is_set():
            confirms.forget(batch)
            self._give_up_on_silence()

    def _give_up_on_silence(self) -> None:
        if self.link.silent_for() >= self._timeout_s * 0.9:
            self.link.sever()

    def _begin(self, channel: WireChannel) -> None:
        self._confirms = _Confirms(channel)

    def _end(self) -> None:
        confirms, self._confirms = self._confirms, None
        if confirms is not None:
            confirms.fail_all()
