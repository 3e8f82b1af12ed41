"""The body of a post."""

import json
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


def in_binary_mode(told: str) -> tuple[dict[str, str], bytes]:
    """The same message with its attributes, each spelled as CloudEvents does in text, apart from its data, in JSON."""
    attributes = json.loads(told)
    del attributes["datacontenttype"]  # the content type of what carries it
    data = json.dumps(attributes.pop("data"), ensure_ascii=False, separators=(",", ":"))
    return {name: _spelled(value) for name, value in attributes.items()}, data.encode()


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
