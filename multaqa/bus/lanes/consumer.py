"""The fair consumer: one AMQP consumer per lane, turns between tenants, a bounded number of messages in the process."""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from time import monotonic
from typing import Any

import amqp
import structlog
from pymongo.errors import PyMongoError

from multaqa.bus.lanes.answers import give_back
from multaqa.bus.lanes.delivery import Delivery, Reader, Subscription
from multaqa.bus.lanes.settle import Settler
from multaqa.bus.lanes.turns import Turns
from multaqa.bus.link import LOST, Link
from multaqa.bus.topology import lane_queue
from multaqa.bus.wire import WireChannel

log = structlog.get_logger("multaqa.bus")

LOOK_S = 1.0
LOOKS_BETWEEN_TESTS = 3
TESTS_BETWEEN_CHANNELS = 5


@dataclass(frozen=True, slots=True)
class Appetite:
    """How much one process takes: `prefetch_total` messages over all lanes, `workers` handlers at once."""

    prefetch_total: int = 1000
    workers: int = 10
    max_message_bytes: int = 1_048_576


@dataclass(slots=True)
class _Lane:
    channel: WireChannel
    share: int
    tag: str | None
    heard: bool = True
    silence: int = 0


class LaneConsumer:
    """Consumes the lanes of one room through `link` until `drain`.

    `lanes()` names the lanes (`fes-meknes`, `shared-3`, `platform`); it is asked every second, so a tenant opened while
    the process runs is served within a second, and the prefetch is divided anew. Make it before `link.start()`.

    A lane is taken one message at a time until one arrives that is no suspect: the broker counts a death of the process
    against all that it had prefetched, and the neighbours of a message that kills would be dead letters with it.
    """

    def __init__(
        self,
        link: Link,
        room: str,
        lanes: Callable[[], Iterable[str]],
        subscriptions: Mapping[str, Subscription],
        settler: Settler,
        appetite: Appetite,
    ) -> None:
        self._link, self._room, self._ask_lanes = link, room, lanes
        self._settler, self._appetite = settler, appetite
        self._reader = Reader(subscriptions, appetite.max_message_bytes)
        self._turns = Turns(lambda type_: subscriptions[type_].batch if type_ in subscriptions else 1)
        self._change = threading.Condition()
        self._stopping = threading.Event()
        self._paused = False
        self._busy = 0
        self._wanted: frozenset[str] = frozenset()
        self._lanes: dict[str, _Lane] = {}
        self._trusted: set[str] = set()
        self._glance = threading.Event()
        self._threads = [
            threading.Thread(target=target, name=f"lanes {room} {number}", daemon=True)
            for number, target in enumerate([self._look, *[self._work] * appetite.workers])
        ]
        link.on_connected(self._attach)
        link.on_lost(self._detach)

    def start(self) -> None:
        self._settler.start()
        for thread in self._threads:
            thread.start()

    def pause(self) -> None:
        """Begin no handler until `resume`; what is under way goes on, what is prefetched waits."""
        with self._change:
            self._paused = True

    def resume(self) -> None:
        with self._change:
            self._paused = False
            self._change.notify_all()

    @property
    def waiting(self) -> int:
        """How many messages wait in this process."""
        return len(self._turns)

    def drain(self, bound_s: float) -> bool:
        """Take nothing more, give back what waits, and tell whether all that was under way ended within the bound."""
        deadline = monotonic() + bound_s
        self._stopping.set()
        self._glance.set()
        with suppress(*LOST):
            self._link.call(self._cancel_all, bound_s)
        with self._change:
            left = self._turns.clear()
            self._change.notify_all()
        give_back(left)
        with self._change:
            idle = self._change.wait_for(lambda: not self._busy, max(0.0, deadline - monotonic()))
        self._settler.close(LOOK_S)
        return idle

    # In the workers' threads

    def _work(self) -> None:
        while batch := self._next():
            try:
                self._settler.settle(batch)
            except Exception:  # settling itself failed: the messages go back, the worker lives on
                log.exception("lane.not_settled", room=self._room)
                self._stopping.wait(LOOK_S)
                give_back(batch)
            finally:
                self._finish(batch)

    def _next(self) -> list[Delivery]:
        """Wait for a batch; an empty one means the end."""
        with self._change:
            while not self._stopping.is_set():
                batch = [] if self._paused else self._turns.take()
                if batch:
                    self._busy += 1
                    return batch
                self._change.wait()
        return []

    def _finish(self, batch: list[Delivery]) -> None:
        with self._change:
            self._busy -= 1
            self._turns.done(batch)
            self._change.notify_all()

    # In the thread that looks for new lanes

    def _look(self) -> None:
        for look in count(1):
            if self._stopping.is_set():
                return
            with suppress(*LOST, PyMongoError):  # the next look may find them back
                self._wanted = frozenset(self._ask_lanes())
                self._link.call(self._arrange, LOOK_S)
                if look % LOOKS_BETWEEN_TESTS == 0:
                    self._link.call(self._test_silent_lanes)
            self._glance.wait(LOOK_S)
            self._glance.clear()

    # In the link's thread

    def _attach(self, _: WireChannel) -> None:
        self._lanes.clear()
        self._trusted.clear()
        self._arrange()

    def _detach(self) -> None:
        """What was delivered on the lost connection is delivered again on the next."""
        self._lanes.clear()
        with self._change:
            self._turns.clear()

    def _arrange(self) -> None:
        if self._stopping.is_set():
            return
        for lane in self._lanes.keys() - self._wanted:
            self._cancel(self._lanes.pop(lane))
        share = max(1, self._appetite.prefetch_total // max(1, len(self._wanted)))
        for lane in sorted(self._wanted):
            self._serve(lane, share if lane in self._trusted else 1)

    def _serve(self, lane: str, share: int) -> None:
        served = self._lanes.get(lane)
        if served is None:
            served = self._lanes[lane] = _Lane(self._link.open_channel(partial(self._closed, lane)), share, None)
        elif served.share != share:
            self._cancel(served)
            served.share = share
        if served.tag is None:
            try:
                served.tag = self._consume(lane, served)
            except amqp.NotFound:  # not declared yet, or deleted: asked for again, on a fresh channel, at every look
                del self._lanes[lane]

    def _consume(self, lane: str, served: _Lane) -> str:
        served.channel.basic_qos(0, served.share, a_global=False)
        tag: str = served.channel.basic_consume(
            lane_queue(self._room, lane),
            callback=partial(self._arrived, lane),
            on_cancel=partial(self._cancelled, lane),
        )
        return tag

    def _test_silent_lanes(self) -> None:
        """Serve the deaf anew.

        When a quorum queue is deleted and declared again at once, RabbitMQ 3.10 moves its consumers to the new one
        without a word, and delivers to them in vain: the broker counts a consumer, or none, and nothing arrives. That
        looks like a quiet lane; so one quiet for a quarter of a minute gets a fresh channel, if nothing is under way.
        """
        for lane, served in list(self._lanes.items()):
            served.silence = 0 if served.heard else served.silence + 1
            served.heard = False
            if served.silence and served.tag is not None and self._may_be_deaf(lane, served):
                self._lanes.pop(lane, None)
                with suppress(*LOST):
                    served.channel.close()

    def _may_be_deaf(self, lane: str, served: _Lane) -> bool:
        quiet_long = served.silence % TESTS_BETWEEN_CHANNELS == 0
        return self._is_deaf(lane, served) or (quiet_long and not self._busy and not self._turns)

    def _is_deaf(self, lane: str, served: _Lane) -> bool:
        try:
            return bool(served.channel.queue_declare(lane_queue(self._room, lane), passive=True).consumer_count == 0)
        except amqp.NotFound:
            return True

    def _cancel(self, lane: _Lane) -> None:
        if lane.tag is not None:
            lane.channel.basic_cancel(lane.tag)
            lane.tag = None

    def _cancel_all(self) -> None:
        for lane in self._lanes.values():
            self._cancel(lane)

    def _cancelled(self, lane: str, _: Any) -> None:
        log.warning("lane.gone", room=self._room, lane=lane)
        if lane in self._lanes:
            self._lanes[lane].tag = None

    def _closed(self, lane: str, error: Exception) -> None:
        log.warning("lane.closed", room=self._room, lane=lane, cause=str(error))
        self._lanes.pop(lane, None)

    def _arrived(self, lane: str, message: Any) -> None:
        delivery = self._reader.read(message, lane_queue(self._room, lane), lane)
        if self._stopping.is_set():
            give_back([delivery])
            return
        if lane not in self._trusted and not delivery.suspect:
            self._trusted.add(lane)
            self._glance.set()
        if lane in self._lanes:
            self._lanes[lane].heard = True
        with self._change:
            self._turns.put(delivery)
            self._change.notify()
