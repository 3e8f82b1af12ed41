"""The envelope of a message: CloudEvents 1.0, structured JSON, with the tenant and the aggregate's version."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from multaqa.errors import MalformedMessage
from multaqa.tenancy import Context

CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message and its circumstances; `facts` is the JSON-able `data`, the rest are CloudEvents attributes.

    On the wire `version` is `aggregateversion` and `causation_id` is `causationid` (the id of the message or command
    that led to this one). `time` is aware and in UTC. Attributes this class does not know are ignored.
    """

    id: str
    type: str
    tenant: str
    subject: str
    version: int
    time: datetime
    source: str
    traceparent: str
    causation_id: str | None
    facts: dict[str, Any]

    @property
    def routing_key(self) -> str:
        return f"{self.tenant}.{self.type}"

    def encode(self) -> bytes:
        """Write the envelope as `application/cloudevents+json`."""
        attributes = {
            "specversion": "1.0",
            "id": self.id,
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "tenant": self.tenant,
            "aggregateversion": self.version,
            "traceparent": self.traceparent,
            "causationid": self.causation_id,
            "datacontenttype": "application/json",
            "data": self.facts,
        }
        present = {name: value for name, value in attributes.items() if value not in (None, "")}
        return json.dumps(present, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    @classmethod
    def parse(cls, octets: bytes) -> "Envelope":
        """Read an envelope, or say what is wrong with it.

        Raises `MalformedMessage` with code `message.bad_utf8`, `message.malformed` (not a JSON object),
        `message.missing_attribute` or `message.bad_attribute` (both name the `attribute`).
        """
        attributes = _attributes(octets)
        if _text(attributes, "specversion") != "1.0":
            raise _bad("specversion", "only CloudEvents 1.0 is spoken here")
        return cls(
            id=_text(attributes, "id"),
            type=_text(attributes, "type"),
            tenant=_text(attributes, "tenant"),
            subject=_text(attributes, "subject"),
            version=_version(attributes),
            time=_time(attributes),
            source=_text(attributes, "source"),
            traceparent=_optional(attributes, "traceparent") or "",
            causation_id=_optional(attributes, "causationid"),
            facts=_facts(attributes),
        )


def _attributes(octets: bytes) -> dict[str, Any]:
    try:
        attributes = json.loads(octets.decode(), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise MalformedMessage("message.bad_utf8", f"not UTF-8 at octet {error.start}", position=error.start) from error
    except (ValueError, RecursionError) as error:
        raise MalformedMessage("message.malformed", f"not JSON: {error}") from error
    if not isinstance(attributes, dict):
        raise MalformedMessage("message.malformed", "not a JSON object")
    return attributes


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _required(attributes: dict[str, Any], name: str) -> Any:
    value = attributes.get(name)
    if value is None:
        raise MalformedMessage("message.missing_attribute", f"the envelope has no {name}", attribute=name)
    return value


def _text(attributes: dict[str, Any], name: str) -> str:
    value = _required(attributes, name)
    if not isinstance(value, str) or not value:
        raise _bad(name, "not a text, or empty")
    return value


def _optional(attributes: dict[str, Any], name: str) -> str | None:
    return _text(attributes, name) if attributes.get(name) is not None else None


def _version(attributes: dict[str, Any]) -> int:
    version = _required(attributes, "aggregateversion")
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise _bad("aggregateversion", "not a whole number")
    return version


def _time(attributes: dict[str, Any]) -> datetime:
    try:
        time = datetime.fromisoformat(_text(attributes, "time"))
    except ValueError as error:
        raise _bad("time", "not an RFC 3339 time") from error
    if time.tzinfo is None:
        raise _bad("time", "has no offset")
    return time.astimezone(UTC)


def _facts(attributes: dict[str, Any]) -> dict[str, Any]:
    facts = _required(attributes, "data")
    if not isinstance(facts, dict):
        raise _bad("data", "not a JSON object")
    return facts


def _bad(attribute: str, text: str) -> MalformedMessage:
    return MalformedMessage("message.bad_attribute", f"{attribute}: {text}", attribute=attribute)


@dataclass(frozen=True, slots=True)
class Received:
    """A message as its handler gets it: `facts` are decoded by the message's class.

    `attempt` counts from 1; `lane` is the queue it came through.
    """

    id: str
    type: str
    tenant: str
    subject: str
    version: int
    time: datetime
    facts: dict[str, Any]
    traceparent: str
    causation_id: str | None
    attempt: int
    lane: str

    @property
    def context(self) -> Context:
        """On whose behalf it is handled; what the handler publishes is caused by it."""
        return Context(self.tenant, self.type, traceparent=self.traceparent, causation_id=self.id)

    @classmethod
    def of(cls, envelope: Envelope, facts: dict[str, Any], *, attempt: int, lane: str) -> "Received":
        return cls(
            id=envelope.id,
            type=envelope.type,
            tenant=envelope.tenant,
            subject=envelope.subject,
            version=envelope.version,
            time=envelope.time,
            facts=facts,
            traceparent=envelope.traceparent,
            causation_id=envelope.causation_id,
            attempt=attempt,
            lane=lane,
        )
