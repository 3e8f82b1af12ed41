"""Messages put on the bus by hand: what no room would send, or not in that way."""

from datetime import UTC, datetime
from typing import Any

from multaqa.bus.envelope import Envelope
from multaqa.bus.publisher import Outgoing
from multaqa.bus.topology import MESSAGES, RETURN
from multaqa.ids import new_id
from tests.lab.parcel import Parcel


def envelope(parcel: Parcel, type: str, tenant: str, *, id: str | None = None) -> Envelope:
    return Envelope(
        id=id or new_id(),
        type=type,
        tenant=tenant,
        subject=parcel.id,
        version=1,
        time=datetime.now(UTC),
        source="/test",
        traceparent="",
        causation_id=None,
        facts=parcel.facts(),
    )


def routed(message: Envelope) -> Outgoing:
    """To every lane that is bound to its type."""
    return Outgoing(MESSAGES, message.routing_key, message.encode(), message.id, message.type)


def in_lane(queue: str, body: bytes, *, exchange: str = RETURN, headers: dict[str, Any] | None = None) -> Outgoing:
    """Straight into one lane, whatever it says; or, through a tier's exchange, back into it later."""
    return Outgoing(exchange, queue, body, new_id(), headers=headers or {})
