"""One delivery of the broker, read: either a message a handler can have, or the reason why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from multaqa.bus.envelope import Envelope, Received
from multaqa.bus.story import ATTEMPT
from multaqa.bus.topology import belongs
from multaqa.errors import MalformedMessage, MultaqaError
from multaqa.tenancy import PLATFORM

SUSPECT_AFTER = 2

Decode = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One type, and what to do with its messages.

    `handle` gets a list, of one message unless `batch` is more than 1, all of one tenant. It returns when the effect is
    committed with its inbox rows, raises `Replay` when one had been before, and waits by itself for a database that is
    away (`multaqa.store.handler.until_committed`); any other error is a failed attempt. `decode` raises
    `marshmallow.ValidationError` for data it cannot read.
    """

    type: str
    decode: Decode
    handle: Callable[[Sequence[Received]], None]
    batch: int = 1


class Delivery:
    """A message as it came, with its tenant and type; `fault` is set when no handler may see it."""

    __slots__ = ("fault", "message", "order", "queue", "received", "tenant", "type")

    def __init__(self, message: Any, queue: str) -> None:
        self.message = message
        self.queue = queue
        self.order = 0
        self.tenant = PLATFORM
        self.type = ""
        self.received: Received | None = None
        self.fault: MultaqaError | None = None

    @property
    def attempts_before(self) -> int:
        attempt = (self.message.headers or {}).get(ATTEMPT, 0)
        return attempt if isinstance(attempt, int) else 0

    @property
    def suspect(self) -> bool:
        """Whether it may be what killed the process: one death is often an accident of its neighbours'."""
        count = (self.message.headers or {}).get("x-delivery-count", 0)
        return isinstance(count, int) and count >= SUSPECT_AFTER

    @property
    def live(self) -> bool:
        """Whether it can still be acknowledged: its connection stands."""
        return self.message.channel.connection is not None


class Reader:
    """Turns what a lane delivers into deliveries of this room's subscriptions."""

    def __init__(self, subscriptions: Mapping[str, Subscription], max_bytes: int) -> None:
        self._subscriptions = subscriptions
        self._max_bytes = max_bytes

    def read(self, message: Any, queue: str, lane: str) -> Delivery:
        delivery = Delivery(message, queue)
        try:
            delivery.received = self._received(delivery, _octets(message.body), lane)
        except MultaqaError as fault:
            delivery.fault = fault
        return delivery

    def _received(self, delivery: Delivery, body: bytes, lane: str) -> Received:
        if len(body) > self._max_bytes:
            text = f"{len(body)} octets, {self._max_bytes} at most"
            raise MalformedMessage("message.too_large", text, size=len(body))
        envelope = Envelope.parse(body)
        if not belongs(envelope.tenant, lane):
            text = f"a message of {envelope.tenant} in the lane {lane}"
            raise MalformedMessage("message.wrong_lane", text, tenant=envelope.tenant)
        delivery.tenant = envelope.tenant
        subscription = self._subscriptions.get(envelope.type)
        if subscription is None:
            raise MalformedMessage("message.unknown_type", f"no handler for {envelope.type}", type=envelope.type)
        delivery.type = envelope.type
        facts = _decoded(subscription.decode, envelope.facts)
        return Received.of(envelope, facts, attempt=delivery.attempts_before + 1, lane=delivery.queue)


def _octets(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)  # py-amqp decodes where a content encoding says so


def _decoded(decode: Decode, facts: dict[str, Any]) -> dict[str, Any]:
    try:
        return decode(facts)
    except ValidationError as error:
        raise MalformedMessage("message.invalid", f"the data do not fit the type: {error.messages}") from error
