"""The body of a post."""

from collections.abc import Mapping
from typing import Any

from multaqa.bus import Envelope, Received


def cloud_event(message: Received, facts: Mapping[str, Any], *, is_sample: bool = False) -> str:
    """The message as subscribers get it: CloudEvents 1.0, structured JSON. `facts` are JSON-able."""
    envelope = Envelope(
        id=message.id,
        type=message.type,
        tenant=message.tenant,
        subject=message.subject,
        version=message.version,
        time=message.time,
        source=f"/{message.type.partition('.')[0]}",
        traceparent=message.traceparent,
        causation_id=None,
        facts=dict(facts),
    )
    told = envelope.encode().decode()
    return f'{told[:-1]},"sample":true}}' if is_sample else told
