"""A room's relay: the process beside the room that moves what the room has written. Plain threads, no nameko.

Outbox out, dead letters in, expired rows swept, the audit trail chained, queue depths measured. Several may run; leases
choose who publishes and who chains, and a holder that lost its lease can only make duplicates, which inboxes absorb.
"""

import signal
import threading
from collections.abc import Callable, Sequence
from functools import partial

import httpx
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from multaqa import telemetry
from multaqa.bus.dead import DeadLetters
from multaqa.bus.keeper import Keeper
from multaqa.bus.link import LOST, Link
from multaqa.bus.publisher import ConfirmingPublisher
from multaqa.bus.relay import Gauges, OutboxRelay
from multaqa.bus.topology import UNROUTED, Manifest, dead_queue, lane_queue
from multaqa.bus.topology.checking import check
from multaqa.clock import Clock, MovableClock, SystemClock
from multaqa.ids import new_id
from multaqa.settings import GATEWAY, Settings
from multaqa.store import audit
from multaqa.store.client import Document, connect, database_of
from multaqa.store.lease import Lease
from multaqa.store.rerun import giving_up
from multaqa.store.retention import sweep_until
from multaqa.tenants import lanes_of, tenants_of

_CHAIN_EVERY_S = 2.0
_MEASURE_EVERY_S = 5.0
_SURVEY_EVERY_S = 15.0


def serve(settings: Settings, manifests: Sequence[Manifest] = ()) -> None:
    """Run the relay until SIGTERM or SIGINT; with the manifests of all rooms it also watches over the topology."""
    telemetry.configure_logging(settings.room, "relay")
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    relay = Relay(settings, manifests)
    relay.start()
    told.wait()
    relay.stop()


class Relay:
    """The relay's parts, started and stopped together."""

    def __init__(self, settings: Settings, manifests: Sequence[Manifest] = ()) -> None:
        self._settings = settings
        self._manifests = manifests
        self._lacking: list[str] = []
        self._holder = new_id()
        self._stopping = threading.Event()
        self._client = connect(settings.mongo_uri, f"multaqa {settings.room} relay", pool=20)
        self._database = database_of(self._client, settings.database)
        self._clock: Clock = MovableClock(self._client) if settings.development else SystemClock()
        self._link = Link(settings.amqp_uri, name=f"{settings.room} keeper", heartbeat_s=settings.heartbeat_s)
        self._publisher = ConfirmingPublisher.to(
            settings.amqp_uri, name=f"{settings.room} relay", confirm_timeout_s=settings.confirm_timeout_s
        )
        self._outbox = OutboxRelay(self._database, self._publisher, self._lease("outbox"), self._gauges())
        self._chaining = self._lease("audit")
        letters = DeadLetters(self._database, self._publisher, self._clock)
        self._keeper = Keeper(self._link, self._database, letters, self._clock, self._kept_queues())
        self._operations = telemetry.OpsServer(self._health(), settings.ops_host, settings.ops_port)
        self._threads = [threading.Thread(target=run, name=name, daemon=True) for name, run in self._duties().items()]

    def start(self) -> None:
        self._operations.start()
        self._publisher.start()
        self._outbox.start()
        self._keeper.start()
        self._link.start()
        for thread in self._threads:
            thread.start()
        telemetry.log.info("relay.started", ops_port=self._operations.port)

    def stop(self) -> None:
        """Finish the batch under way, give the leases back, close."""
        self._stopping.set()
        giving_up.set()
        self._outbox.stop()
        self._link.stop()
        self._keeper.stop()
        self._publisher.stop()
        for thread in self._threads:
            thread.join(5.0)
        self._operations.stop()
        self._client.close()
        telemetry.log.info("relay.stopped")

    def _lease(self, name: str) -> Lease:
        return Lease(self._database, name, self._holder)

    def _gauges(self) -> Gauges:
        room = self._settings.room
        return Gauges(telemetry.outbox_lag.labels(room).set, partial(telemetry.published, room))

    def _kept_queues(self) -> list[str]:
        unrouted = [UNROUTED] if self._settings.room == GATEWAY else []
        return [dead_queue(self._settings.room), *unrouted]

    def _health(self) -> telemetry.Health:
        health = telemetry.Health()
        health.probes["database"] = lambda: _ping(self._client)
        health.probes["broker"] = lambda: _connected(self._publisher.link, self._link)
        health.probes["topology"] = lambda: "; ".join(self._lacking) or None
        return health

    def _duties(self) -> dict[str, Callable[[], None]]:
        return {
            "sweeper": partial(sweep_until, self._stopping, self._database, self._clock),
            "chainer": partial(self._repeat, _CHAIN_EVERY_S, self._chain),
            "measurer": partial(self._repeat, _MEASURE_EVERY_S, self._measure),
            "surveyor": partial(self._repeat, _SURVEY_EVERY_S, self._survey),
        }

    def _repeat(self, every_s: float, duty: Callable[[], None]) -> None:
        while not self._stopping.wait(every_s):
            try:
                duty()
            except (PyMongoError, TimeoutError, httpx.HTTPError, *LOST) as error:
                telemetry.log.warning("relay.duty_waits", cause=type(error).__name__)

    def _chain(self) -> None:
        if self._chaining.hold():
            while audit.chain(self._client, self._database, self._clock.now()) and not self._stopping.is_set():
                pass

    def _survey(self) -> None:
        """Compare what the broker has with what the manifests and the tenants known here need."""
        if self._manifests:
            tenants = tenants_of(self._database)
            wanted = (self._manifests, tenants, self._settings.tiers_ms, self._settings.management_url or None)
            self._lacking = check(self._link, *wanted)
        for sentence in self._lacking:
            telemetry.log.warning("topology.lacking", what=sentence)

    def _measure(self) -> None:
        room = self._settings.room
        queues = [*self._kept_queues(), *(lane_queue(room, lane) for lane in sorted(lanes_of(self._database)))]
        depths = self._link.call(partial(_depths, self._link, queues))
        for queue, depth in depths.items():
            telemetry.queue_depth.labels(room, queue).set(depth)


def _ping(client: "MongoClient[Document]") -> str | None:
    client.admin.command("ping")
    return None


def _connected(*links: Link) -> str | None:
    return None if all(link.connected for link in links) else "There is no connection to the broker."


def _depths(link: Link, queues: list[str]) -> dict[str, int]:
    """How many messages wait in each queue that exists."""
    found = {}
    for name in queues:
        channel = link.open_channel()
        try:
            found[name] = channel.queue_declare(name, passive=True).message_count
        except LOST:
            continue  # a queue that is not there yet closes its channel, nothing else
        channel.close()
    return found
