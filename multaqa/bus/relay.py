"""The relay: from the outbox to the broker, in batches with pipelined confirms; what is confirmed leaves the outbox.

Several relays of a room may run: a lease picks the active one. A relay that lost its lease without noticing, or died
between confirm and delete, publishes a message twice under the same id, which the inbox absorbs.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from pymongo import WriteConcern
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError

from multaqa.bus.publisher import ConfirmingPublisher, Outgoing, Published
from multaqa.bus.topology import MESSAGES
from multaqa.store.client import Document
from multaqa.store.lease import Lease
from multaqa.store.transient import is_transient
from multaqa.store.work import OUTBOX

log = structlog.get_logger("multaqa.bus")

BATCH = 500
FORGETTING = WriteConcern(
    w=1
)  # a delete that an election undoes publishes a message again: no reason to wait for the disk
IDLE_S = 1.0
FEW = 50
LINGER_S = 0.05  # under a steady trickle a batch of few costs as much as one of many: let the next gather
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Gauges:
    """Whom the relay tells: the age in seconds of the oldest message in the outbox, and how many were confirmed."""

    lag: Callable[[float], None] = lambda _: None
    published: Callable[[int], None] = lambda _: None


class OutboxRelay:
    """Publishes the outbox of one room until `stop`, in a thread of its own.

    Wakes by a change stream, which is open only while there is nothing to do, and sweeps every second all the same.
    A batch is sorted by (subject, version): the order of an aggregate's messages is kept as well as the broker can.
    """

    def __init__(
        self, database: Database[Document], publisher: ConfirmingPublisher, lease: Lease, gauges: Gauges | None = None
    ) -> None:
        self._rows: Collection[Document] = database[OUTBOX]
        self._gone = self._rows.with_options(write_concern=FORGETTING)
        self._publisher = publisher
        self._lease = lease
        self._gauges = gauges or Gauges()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish the batch under way and let another relay have the lease."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._turn()
                pause = FIRST_PAUSE_S
            except _NotTaken:
                pause = self._back_off(pause, "the broker did not confirm")
            except PyMongoError as error:
                if not is_transient(error):
                    log.exception("relay.failed")
                pause = self._back_off(pause, type(error).__name__)
        self._leave()

    def _turn(self) -> None:
        """One batch, or one wait for something to publish."""
        if not self._lease.hold():
            self._stopping.wait(IDLE_S)
        elif not self._publish_some():
            self._gauges.lag(0.0)
            self._wait_for_more()

    def _publish_some(self) -> bool:
        rows = self._oldest()
        if not rows:
            return False
        self._gauges.lag(max(0.0, time.time() - rows[0]["created_at"]))
        published = self._publisher.publish_batch([_outgoing(row) for row in sorted(rows, key=_order)])
        self._forget(published.confirmed)
        if published.failed or published.unroutable:
            self._tell(published)
            raise _NotTaken
        if len(rows) < FEW:
            self._stopping.wait(LINGER_S)
        return True

    def _oldest(self) -> list[Document]:
        return list(self._rows.find({}).sort("_id", 1).limit(BATCH))

    def _forget(self, confirmed: Sequence[Outgoing]) -> None:
        if confirmed:
            self._gone.delete_many({"_id": {"$in": [message.message_id for message in confirmed]}})
            self._gauges.published(len(confirmed))

    def _tell(self, published: Published) -> None:
        log.warning("relay.not_taken", failed=len(published.failed), unroutable=len(published.unroutable))

    def _wait_for_more(self) -> None:
        inserts: list[Document] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
        with self._rows.watch(inserts, max_await_time_ms=round(IDLE_S * 1000)) as stream:
            while not self._stopping.is_set() and self._lease.hold():
                came_before_the_stream = self._rows.find_one({}, {"_id": 1}) is not None
                if came_before_the_stream or stream.try_next() is not None:
                    return

    def _back_off(self, pause: float, cause: str) -> float:
        log.warning("relay.waits", cause=cause, pause_s=pause)
        self._stopping.wait(pause)
        return min(LONGEST_PAUSE_S, 2 * pause)

    def _leave(self) -> None:
        try:
            self._lease.release()
        except PyMongoError:
            log.warning("relay.lease_not_released")  # it ends by itself


class _NotTaken(Exception):
    """The broker did not confirm all of a batch; the rest is still in the outbox."""


def _order(row: Document) -> tuple[str, int]:
    return row["subject"], row["version"]


def _outgoing(row: Document) -> Outgoing:
    return Outgoing(
        exchange=MESSAGES,
        routing_key=row["routing_key"],
        body=row["body"],
        message_id=row["_id"],
        type=row["type"],
        content_type=row["content_type"],
        headers={"traceparent": row["traceparent"]},
    )
