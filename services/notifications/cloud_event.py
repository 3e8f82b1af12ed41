"""What a post says: CloudEvents 1.0, in the content mode that a subscription asks for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from multaqa.bus import Envelope, Received
from multaqa.bus.envelope import CONTENT_TYPE
from services.notifications.domain import ContentMode

PLAIN = "".join(chr(octet) for octet in range(0x21, 0x7F) if chr(octet) not in '"%')
"""What stands in a header as it is; the rest is percent-encoded (CloudEvents' HTTP binding, section 3.1.3.2)."""


@dataclass(frozen=True, slots=True)
class Content:
    """Headers and body of a post, before it is signed."""

    headers: Mapping[str, str]
    body: str


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


def naming(event: str, person: Mapping[str, Any] | None) -> str:
    """A structured event that tells in its facts who it is about; None where that may not be told."""
    told = json.loads(event)
    told["data"]["person"] = dict(person) if person else None
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def pseudonym_in(event: str) -> str | None:
    """Whom an event is about, if it is about somebody."""
    pseudonym = json.loads(event)["data"].get("pseudonym")
    return str(pseudonym) if pseudonym else None


def in_mode(event: str, mode: ContentMode) -> Content:
    """A structured event as it is posted: whole in the body, or its attributes as headers and the facts as body."""
    if mode == "structured":
        return Content({"content-type": CONTENT_TYPE}, event)
    attributes, data = apart(event)
    headers = {f"ce-{name}": quote(value, safe=PLAIN) for name, value in attributes.items()}
    return Content({"content-type": "application/json", **headers}, data)


def apart(event: str) -> tuple[dict[str, str], str]:
    """The attributes, each spelled as CloudEvents does in text, apart from the data, in JSON."""
    attributes = json.loads(event)
    del attributes["datacontenttype"]  # the content type of what carries it
    data = json.dumps(attributes.pop("data"), ensure_ascii=False, separators=(",", ":"))
    return {name: _spelled(value) for name, value in attributes.items()}, data


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
