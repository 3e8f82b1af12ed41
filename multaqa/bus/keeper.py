"""The keeper: takes dead letters off the broker, which cannot list or edit them, into the room's database."""

import queue
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

import structlog
from pymongo.database import Database

from multaqa.bus.dead import DELIVERY_LIMIT, Corpse, DeadLetters, ensure_indexes, keep
from multaqa.bus.link import LOST, Link
from multaqa.bus.wire import WireChannel
from multaqa.clock import Clock
from multaqa.errors import MultaqaError
from multaqa.store.client import Document
from multaqa.store.rerun import rerun

log = structlog.get_logger("multaqa.bus")

PREFETCH = 100
ITSELF = "keeper"


class Keeper:
    """Consumes `<room>.dead` (and `multaqa.unrouted`, for the gateway) into `dead_letters`, in a thread of its own.

    A message buried by the delivery limit died with its process, perhaps as a neighbour: it is redriven once by itself.
    Make it before `link.start()`.
    """

    def __init__(
        self, link: Link, database: Database[Document], letters: DeadLetters, clock: Clock, queues: Sequence[str]
    ) -> None:
        self._database, self._letters, self._clock, self._queues = database, letters, clock, queues
        self._arrived: queue.Queue[tuple[str, Any] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        link.on_connected(self._attach)

    def start(self) -> None:
        ensure_indexes(self._database)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        self._arrived.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _attach(self, channel: WireChannel) -> None:
        channel.basic_qos(0, PREFETCH, a_global=False)
        for name in self._queues:
            channel.basic_consume(name, callback=partial(self._put, name))

    def _put(self, name: str, message: Any) -> None:
        self._arrived.put((name, message))

    def _run(self) -> None:
        while (arrival := self._arrived.get()) is not None:
            name, message = arrival
            if message.channel.connection is None:
                continue  # of a lost connection: it is delivered again
            try:
                rerun(partial(self._keep, name, message))
                message.channel.basic_ack(message.delivery_tag)
            except LOST:
                continue
            except Exception:  # one dead letter that cannot be kept must not stop the others; it stays on the broker
                log.exception("dead_letter.not_kept", queue=name)

    def _keep(self, name: str, message: Any) -> None:
        corpse = Corpse.read(message, name)
        row = keep(self._database, corpse, self._clock.now())
        log.warning(
            "dead_letter.kept", tenant=corpse.tenant, type=corpse.type, cause=corpse.cause, message_id=corpse.message_id
        )
        if corpse.cause == DELIVERY_LIMIT and not row["redrives"]:
            self._redrive(corpse)

    def _redrive(self, corpse: Corpse) -> None:
        try:
            self._letters.redrive(corpse.tenant, corpse.message_id, by=ITSELF)
        except MultaqaError as refused:
            log.warning("dead_letter.not_redriven", message_id=corpse.message_id, cause=refused.code)
