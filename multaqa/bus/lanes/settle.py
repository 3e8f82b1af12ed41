"""What becomes of a delivery: acted on, known already, tried again later, or set aside. Never dropped."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, Protocol

from multaqa import telemetry
from multaqa.bus import story
from multaqa.bus.lanes.answers import Acknowledgements
from multaqa.bus.lanes.delivery import Delivery, Subscription
from multaqa.bus.publisher import Outgoing, Published
from multaqa.bus.topology import DEAD, tier
from multaqa.store.inbox import Replay
from multaqa.store.rerun import giving_up, rerun

Known = Callable[[str, Iterable[str]], set[str]]

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
UNKNOWN_TYPE = "unknown"


class Publisher(Protocol):
    def publish_batch(self, messages: Sequence[Outgoing]) -> Published: ...


class Leaving(Exception):
    """Raised instead of running a handler: the message stays unacknowledged and goes to another process."""


class Settler:
    """Runs handlers and settles their deliveries.

    A message that fails is published, with confirm, to the retry tier of its attempt, then acknowledged; after the last
    tier, or at once when it cannot be read, it goes to the dead letters with its story. `known(tenant, ids)` says which
    ids the room has acted on (`multaqa.store.inbox.known`).
    """

    def __init__(
        self,
        room: str,
        subscriptions: Mapping[str, Subscription],
        publisher: Publisher,
        tiers_ms: Sequence[int],
        known: Known,
    ) -> None:
        self._room = room
        self._subscriptions = subscriptions
        self._publisher = publisher
        self._tiers_ms = tuple(tiers_ms)
        self._known = known
        self._acknowledgements = Acknowledgements()

    def start(self) -> None:
        self._acknowledgements.start()

    def close(self, bound_s: float) -> None:
        """Acknowledge what is settled, and end."""
        self._acknowledgements.close(bound_s)

    def settle(self, batch: Sequence[Delivery]) -> None:
        """Bring the deliveries, all of one tenant and type, to an end; what stays unacknowledged comes back."""
        if batch[0].fault is not None:
            self._set_aside(batch[0], batch[0].fault, at_once=True)
        elif len(batch) == 1:
            self._settle_one(batch[0])
        else:
            self._settle_many(batch)

    def _settle_many(self, batch: Sequence[Delivery]) -> None:
        self._settle_fresh(self._without_known(batch))

    def _settle_fresh(self, batch: Sequence[Delivery]) -> None:
        if len(batch) > 1:
            self._settle_together(batch)
        elif batch:
            self._settle_one(batch[0])

    def _settle_together(self, batch: Sequence[Delivery]) -> None:
        """One transaction for all; when one is bad, halves corner it: for 200 that is 15 transactions more, not 200."""
        started = monotonic()
        try:
            self._handle(batch)
        except Replay:  # another process was faster with one of them
            self._settle_many(batch)
        except Exception:  # noqa: BLE001 (isolates the handler)
            middle = len(batch) // 2
            self._settle_fresh(batch[:middle])
            self._settle_fresh(batch[middle:])
        else:
            self._acknowledge(batch, telemetry.HANDLED, started)

    def _settle_one(self, delivery: Delivery) -> None:
        started = monotonic()
        try:
            self._handle([delivery])
        except Replay:
            self._acknowledge([delivery], telemetry.REPEATED, started)
        except Exception as failure:  # noqa: BLE001 (isolates the handler)
            if not (isinstance(failure, Leaving) or giving_up.is_set()):
                self._set_aside(delivery, failure)
        else:
            self._acknowledge([delivery], telemetry.HANDLED, started)

    def _handle(self, batch: Sequence[Delivery]) -> None:
        received = [delivery.received for delivery in batch if delivery.received is not None]
        if received:
            self._subscriptions[received[0].type].handle(received)

    def _without_known(self, batch: Sequence[Delivery]) -> list[Delivery]:
        """Acknowledge what was acted on before and what is in the batch twice; give the rest."""
        started = monotonic()
        first: dict[str, Delivery] = {}
        for delivery in batch:
            first.setdefault(_id(delivery), delivery)
        known = rerun(lambda: self._known(batch[0].tenant, first))
        fresh = [delivery for id_, delivery in first.items() if id_ not in known]
        kept = {id(delivery) for delivery in fresh}
        repeats = [delivery for delivery in batch if id(delivery) not in kept]
        self._acknowledge(repeats, telemetry.REPEATED, started)
        return fresh

    def _acknowledge(self, batch: Sequence[Delivery], outcome: str, started: float) -> None:
        self._acknowledgements.add(batch)
        each = (monotonic() - started) / max(1, len(batch))
        for delivery in batch:
            self._tell(delivery, outcome, each)

    def _set_aside(self, delivery: Delivery, failure: BaseException, *, at_once: bool = False) -> None:
        started = monotonic()
        attempts = delivery.attempts_before + 1
        last = at_once or attempts > len(self._tiers_ms)
        outgoing = self._aside(delivery, failure, attempts, None if last else self._tiers_ms[attempts - 1])
        if self._publish_surely(outgoing, delivery):
            self._acknowledgements.add([delivery])
            self._tell(
                delivery, telemetry.DEAD if last else telemetry.RETRIED, monotonic() - started, failure, attempts
            )

    def _aside(self, delivery: Delivery, failure: BaseException, attempts: int, tier_ms: int | None) -> Outgoing:
        message, received = delivery.message, delivery.received
        trace = received.traceparent if received else ""
        told = story.of_failure(failure, attempts=attempts, tenant=delivery.tenant, lane=delivery.queue, trace=trace)
        body = message.body
        return Outgoing(
            exchange=DEAD if tier_ms is None else tier(tier_ms),
            routing_key=self._room if tier_ms is None else delivery.queue,
            body=body.encode() if isinstance(body, str) else bytes(body),
            message_id=received.id if received else str(message.properties.get("message_id", "")),
            type=delivery.type,
            content_type=message.properties.get("content_type", ""),
            headers=story.without_brokers_own(message.headers) | told,
        )

    def _publish_surely(self, outgoing: Outgoing, delivery: Delivery) -> bool:
        """Publish until confirmed, or until the delivery is no longer ours: the broker gives it to somebody."""
        pause = FIRST_PAUSE_S
        while delivery.live and not giving_up.is_set():
            if self._publisher.publish_batch([outgoing]).confirmed:
                return True
            time.sleep(pause)
            pause = min(LONGEST_PAUSE_S, 2 * pause)
        return False

    def _tell(
        self, delivery: Delivery, outcome: str, seconds: float, failure: BaseException | None = None, attempt: int = 0
    ) -> None:
        more: dict[str, Any] = {} if failure is None else {"cause": story.cause_of(failure), "attempt": attempt}
        received = delivery.received
        trace = received.traceparent if received else ""
        telemetry.handled(
            self._room, delivery.type or UNKNOWN_TYPE, delivery.tenant, outcome, seconds, traceparent=trace, **more
        )


def _id(delivery: Delivery) -> str:
    return delivery.received.id if delivery.received is not None else ""
