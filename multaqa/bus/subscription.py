"""nameko's side of the lanes: a room's `@subscribe` methods, one fair consumer for all of them."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from multaqa.bus.envelope import Received
from multaqa.bus.lanes import Appetite, LaneConsumer, Leaving, Settler, Subscription
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher
from multaqa.store import inbox
from multaqa.store.handler import until_committed
from multaqa.store.provider import CALL, RoomDatabase, add_probe, settings_of
from multaqa.store.work import Call
from multaqa.tenants import lanes_of

DRAIN_SHARE = 0.9


class MessageClass(Protocol):
    """What a subscription uses of a message class; `multaqa.messages.base.Message` is one."""

    type: str

    @classmethod
    def decode(cls, data: dict[str, Any]) -> dict[str, Any]: ...


class Lanes(ProviderCollector, SharedExtension):  # type: ignore[misc]
    """The room's consumer with its two connections: one takes, the other publishes what failed."""

    database = RoomDatabase()

    def setup(self) -> None:
        settings = settings_of(self.container)
        self._drain_s = settings.drain_s * DRAIN_SHARE
        self._lock = threading.Lock()
        self._consumer: LaneConsumer | None = None
        self._link = Link(settings.amqp_uri, name=f"{settings.room} lanes", heartbeat_s=settings.heartbeat_s)
        self._publisher = ConfirmingPublisher.to(
            settings.amqp_uri, name=f"{settings.room} retries", confirm_timeout_s=settings.confirm_timeout_s
        )
        add_probe(self.container, "lanes", self._trouble)

    def start(self) -> None:
        with self._lock:
            if self._consumer is None:
                self._consumer = self._make()
                self._publisher.start()
                self._link.start()
                self._consumer.start()

    def drain(self) -> None:
        """The first entrypoint that stops drains for all; the others wait for it, for the database closes next."""
        with self._lock:
            if self._consumer is not None:
                self._consumer.drain(self._drain_s)
                self._consumer = None
                self._link.stop()
                self._publisher.stop()

    def stop(self) -> None:
        self.drain()

    def _make(self) -> LaneConsumer:
        settings, room = settings_of(self.container), self.database.room
        subscriptions = {provider.message.type: provider.subscription() for provider in self._providers}
        known = partial(inbox.known, room.database)
        return LaneConsumer(
            self._link,
            room.name,
            lambda: lanes_of(room.database),
            subscriptions,
            Settler(room.name, subscriptions, self._publisher, settings.tiers_ms, known),
            Appetite(settings.prefetch_total, settings.workers, settings.max_message_bytes),
        )

    def _trouble(self) -> str | None:
        return None if self._link.connected else "The lanes have no connection to the broker."


class Subscribe(Entrypoint):  # type: ignore[misc]
    """Runs a service's method for the messages of one type."""

    lanes = Lanes()

    def __init__(self, message: type[MessageClass], batch: int = 1, **more: Any) -> None:
        super().__init__(message, batch, **more)
        self.message = message
        self._batch = batch

    def setup(self) -> None:
        self.lanes.register_provider(self)

    def stop(self) -> None:
        self.lanes.drain()

    def subscription(self) -> Subscription:
        return Subscription(self.message.type, self.message.decode, self._handle, self._batch)

    def _handle(self, received: Sequence[Received]) -> None:
        """Run the method in a worker of its own, and wait: a failure is raised here."""
        over = threading.Event()
        failures: list[BaseException] = []

        def finish(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info:
                failures.append(exc_info[1])
            over.set()
            return result, None

        subject = list(received) if self._batch > 1 else received[0]
        call = Call(received[0].context, received=received)
        try:
            self.container.spawn_worker(self, (subject,), {}, context_data={CALL: call}, handle_result=finish)
        except ContainerBeingKilled as killed:
            raise Leaving from killed
        over.wait()
        if failures:
            raise failures[0]


def subscribe(message: type[MessageClass], *, batch: int = 1) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a service's method for each message of this type, or for a list of up to `batch` of one tenant.

    The method commits the effect and with it the inbox rows, in one transaction; a message that was acted on before
    does not reach it. It is run again while the database is away; any other error sends the message through the retry
    tiers to the dead letters. In a batch, only the bad message goes there: a batch that fails comes again in halves,
    down to single messages.
    """

    def expose(method: Callable[..., Any]) -> Callable[..., Any]:
        wrapped = until_committed(method)
        Subscribe.decorator(message, batch)(wrapped)
        return wrapped

    return expose
