"""The messages described from their own classes and the rooms' manifests: AsyncAPI 3.0, nothing written twice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from gateway.openapi import ROOMS, VERSION, tags
from multaqa.bus.envelope import CONTENT_TYPE
from multaqa.bus.topology import Manifest
from multaqa.messages import Message, sample

ABOUT = """Every message that travels between the rooms of Multaqa. A message is a CloudEvent 1.0 in structured JSON. It
says that something has become true and carries all public facts of what it is about, so it can stand without the ones
before it. Delivery is at least once and in no promised order: tell repeats by `id`, keep the highest
`aggregateversion` of a `subject`. A field may be added to a version; anything else is a new version, sent beside the
old one until nobody hears it. What is marked public also reaches systems outside, which subscribe by
`POST /v1/subscriptions`; it holds no personal data."""

EXCHANGE = {"name": "multaqa", "type": "topic", "durable": True, "autoDelete": False}
BINDING_VERSION = "0.3.0"
PERSISTENT = 2


def describe_messages(messages: Mapping[str, type[Message]], manifests: Sequence[Manifest]) -> dict[str, Any]:
    """The AsyncAPI 3.0 document of these messages and of the rooms that send and receive them."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Multaqa messages",
            "version": VERSION,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
            "tags": tags(manifest.room for manifest in manifests),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {kind: _channel(kind, message) for kind, message in messages.items()},
        "operations": dict(_operations(manifests)),
        "components": {
            "schemas": {"Envelope": ENVELOPE, **_schemas(messages.values())},
            "messages": {kind: _message(kind, message, manifests) for kind, message in messages.items()},
        },
    }


def _channel(kind: str, message: type[Message]) -> dict[str, Any]:
    return {
        "address": f"{{tenant}}.{kind}",
        "title": _title(kind),
        "summary": _sentence(message),
        "messages": {kind: {"$ref": f"#/components/messages/{kind}"}},
        "parameters": {"tenant": {"description": "The regional directorate's slug.", "examples": ["fes-meknes"]}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": EXCHANGE, "bindingVersion": BINDING_VERSION}},
    }


def _operations(manifests: Iterable[Manifest]) -> Iterable[tuple[str, dict[str, Any]]]:
    for manifest in manifests:
        for kind in manifest.publishes:
            how = {"deliveryMode": PERSISTENT, "mandatory": True}
            yield f"{manifest.room}.sends.{kind}", _operation("send", manifest.room, kind, how)
        for kind in manifest.subscribes:
            yield f"{manifest.room}.receives.{kind}", _operation("receive", manifest.room, kind, {"ack": True})


def _operation(action: str, room: str, kind: str, how: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "action": action,
        "title": f"{ROOMS[room]} {action}s {_title(kind)!r}",
        "channel": {"$ref": f"#/channels/{kind}"},
        "messages": [{"$ref": f"#/channels/{kind}/messages/{kind}"}],
        "tags": [{"name": ROOMS[room]}],
        "bindings": {"amqp": {**how, "bindingVersion": BINDING_VERSION}},
    }


def _message(kind: str, message: type[Message], manifests: Iterable[Manifest]) -> dict[str, Any]:
    facts = {"$ref": f"#/components/schemas/{message.__name__}"}
    of_this_type = {"type": "object", "properties": {"type": {"const": kind}, "data": facts}}
    return {
        "name": kind,
        "title": _title(kind),
        "summary": _sentence(message),
        "contentType": CONTENT_TYPE,
        "payload": {"allOf": [{"$ref": "#/components/schemas/Envelope"}, of_this_type]},
        "examples": [{"name": "frozen", "summary": "As it travels.", "payload": sample(kind)}],
        "x-public": any(kind in manifest.public for manifest in manifests),
    }


def _schemas(messages: Iterable[type[Message]]) -> dict[str, Any]:
    """The facts of each message, and each shape they contain, by class name, with the class's own sentence."""
    named: dict[str, type[Schema]] = {}

    def name(schema: Any) -> str:
        shape = schema if isinstance(schema, type) else type(schema)
        return named.setdefault(shape.__name__, shape).__name__

    plugin = MarshmallowPlugin(schema_name_resolver=name)
    spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
    plugin.converter.add_attribute_function(_whole_pattern)  # type: ignore[union-attr]
    for message in messages:
        spec.components.schema(name(message), schema=message)
    schemas: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return {title: _open(schema, _sentence(named[title])) for title, schema in schemas.items()}


def _open(schema: Mapping[str, Any], sentence: str) -> dict[str, Any]:
    """Who reads a message leaves out what it does not know, so the schema of a version allows more than it names."""
    return {"description": sentence, **{key: told for key, told in schema.items() if key != "additionalProperties"}}


def _whole_pattern(_converter: Any, _field: Any, *, ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    r"""Marshmallow matches from the start and Python ends a text with `\Z`; JSON Schema searches and has only `$`."""
    return {"pattern": f"^(?:{ret['pattern']})".replace(r"\Z)", ")$")} if "pattern" in ret else {}


def _title(kind: str) -> str:
    """`matching.candidate_hired.v1` for people: `Candidate hired`."""
    return kind.split(".")[1].replace("_", " ").capitalize()


def _sentence(shape: type[Schema]) -> str:
    return re.sub(r"\s+", " ", shape.__doc__ or "").strip()


ENVELOPE: dict[str, Any] = {
    "description": "The attributes around the facts of every message: CloudEvents 1.0 and four extensions.",
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "tenant", "aggregateversion", "data"],
    "properties": {
        "specversion": {"const": "1.0", "description": "Of CloudEvents."},
        "id": {"type": "string", "minLength": 1, "description": "Unique in the tenant; a repeat has the same."},
        "source": {"type": "string", "format": "uri-reference", "description": "The room that says it: `/matching`."},
        "type": {"type": "string", "minLength": 1, "description": "Room, name and version."},
        "subject": {"type": "string", "minLength": 1, "description": "The id of what it is about."},
        "time": {"type": "string", "format": "date-time", "description": "When it became true, in UTC."},
        "tenant": {"type": "string", "minLength": 1, "description": "The regional directorate it belongs to."},
        "aggregateversion": {"type": "integer", "minimum": 0, "description": "Grows with each change of the subject."},
        "datacontenttype": {"const": "application/json", "description": "Of `data`."},
        "traceparent": {"type": "string", "description": "W3C Trace Context of the request it goes back to."},
        "causationid": {"type": "string", "description": "The message or command that led to it; not told outside."},
        "data": {"type": "object", "description": "The facts, as the type has them."},
    },
}
