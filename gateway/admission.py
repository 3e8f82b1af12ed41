"""From a request to a command: everything a stranger must pass before a room is asked.

The order is the policy. What costs little and tells nothing comes first (size, type, JSON), then who asks and whether
they may, and only then whether what they ask is well formed: a key without the role learns nothing about the shapes.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any

from marshmallow import ValidationError, fields
from werkzeug.wrappers import Request

from gateway.auth import Caller
from gateway.body import MAX_BODY_BYTES, canonical, fingerprint, parse_json, read_bounded
from gateway.links import Link
from gateway.problems import RequestError
from gateway.record import Record
from gateway.route import LINK_DIGEST, LINK_PLACE, Route, Upload
from gateway.schemas.shape import Shape
from multaqa.errors import Invalid
from multaqa.media_types import JSON_TYPE
from multaqa.tenancy import Context

DEADLINE_S = 10
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,128}")
ENTITY_TAG = re.compile(r'"([0-9]{1,15})"')
NO_BODY: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request that was read but not yet believed: its body is JSON or a file, its sender is nobody yet."""

    request: Request
    route: Route
    path: Mapping[str, Any]
    body: Any
    fingerprint: str | None
    record: Record

    @property
    def link(self) -> Link | None:
        """What a route for whoever holds a link is called with, instead of a key."""
        return Link.shown(self.path[LINK_PLACE]) if self.route.is_by_link else None


@dataclass(frozen=True, slots=True)
class Command:
    """A request that passed: which procedure of which room, on whose behalf, with what."""

    room: str
    procedure: str
    arguments: dict[str, Any]
    context: Context


def read(request: Request, route: Route, path: Mapping[str, Any], record: Record) -> Incoming:
    """Read the request within its bounds and parse its body where the route has one."""
    limit = route.body.most if isinstance(route.body, Upload) else MAX_BODY_BYTES
    raw = read_bounded(request.environ["wsgi.input"], request.content_length, limit)
    _check_acceptable(request, route)
    body, spelled = _body(request, route, raw)
    told = fingerprint(request.path, spelled) if route.is_command else None
    return Incoming(request, route, path, body, told, record)


def _body(request: Request, route: Route, raw: bytes) -> tuple[Any, bytes]:
    """What was sent, and one spelling of it by which a repeat is recognised."""
    if isinstance(route.body, Upload):
        media_type = _media_type(request, route.body, raw)
        return {"content": b64encode(raw).decode(), "media_type": media_type}, media_type.encode() + b"\n" + raw
    body = _json_body(request, raw) if route.body else _no_body(raw)
    return body, canonical(body)


def _media_type(request: Request, upload: Upload, raw: bytes) -> str:
    if request.mimetype not in upload.media_types:
        types = list(upload.media_types)
        raise RequestError(415, "body.type_not_taken", f"Send the file as one of: {', '.join(types)}.", types=types)
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RequestError(415, "body.charset_not_taken", "Send text files in UTF-8.")
    if not raw:
        raise RequestError(400, "body.empty", "The body is empty: send the file itself.")
    return request.mimetype


def admit(incoming: Incoming, caller: Caller) -> Command:
    """Authorise the caller and validate what they sent; the command that results needs no further check at the door."""
    route = incoming.route
    incoming.record.caller = caller
    caller.must_be_one_of(route.roles)
    context = Context(
        tenant=caller.tenant,
        principal=caller.principal,
        role=caller.role,
        command_id=_idempotency_key(incoming.request) if route.is_command else None,
        route=route.label,
        fingerprint=incoming.fingerprint,
        deadline=time() + DEADLINE_S,
        traceparent=incoming.record.traceparent,
    )
    return Command(route.room, route.procedure, _arguments(incoming), context)


def _arguments(incoming: Incoming) -> dict[str, Any]:
    route = incoming.route
    errors: list[dict[str, Any]] = []
    query = _loaded(route.query, _query(incoming.request, route.query), "parameter", errors)
    uploaded = isinstance(route.body, Upload)
    body = incoming.body if uploaded else _loaded(route.body, incoming.body, "pointer", errors)
    if errors:
        raise Invalid("request.invalid", "Some fields are not as this API expects them.", errors=errors)
    link = {LINK_DIGEST: incoming.link.digest} if incoming.link else {}
    arguments = route.arguments({**incoming.path, **link}, query, body)
    expected = _if_match(incoming.request, route)
    return {**arguments, "expected_version": expected} if route.takes_version else arguments


def _loaded(shape: Shape | None, given: Any, place: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """What the shape makes of it; every mistake is added to `errors`, so that a client can mend all of them at once."""
    if shape is None:
        errors += [field_error("field.unknown", [name], place) for name in given]
        return {}
    try:
        loaded: dict[str, Any] = shape.load(given)
    except ValidationError as error:
        errors += field_errors(error.messages, place)
        return {}
    return loaded


def field_errors(messages: Any, place: str, path: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Marshmallow's nested messages as a flat list, each with the place of its field."""
    if isinstance(messages, dict):
        inner = [(path if name == "_schema" else (*path, str(name)), below) for name, below in messages.items()]
        return [error for where, below in inner for error in field_errors(below, place, where)]
    return [field_error(message, path, place) for message in messages]


def field_error(message: str, path: Any, place: str) -> dict[str, Any]:
    """One wrong field: `field.too_long max=200` becomes its code, its facts and its JSON pointer (RFC 6901)."""
    code, *facts = message.split(" ")
    where = "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in path)
    error = {place: where if place == "pointer" else "".join(path[:1]), "code": code}
    return {**error, "facts": dict(fact.split("=", 1) for fact in facts)} if facts else error


def _query(request: Request, shape: Shape | None) -> dict[str, Any]:
    """Each parameter once, and as a list where the shape has one."""
    if not request.query_string:
        return {}
    query: dict[str, Any] = {}
    for name, values in request.args.lists():
        repeatable = shape is not None and isinstance(shape.fields.get(name), fields.List)
        if len(values) > 1 and not repeatable:
            raise Invalid("request.invalid", "A query parameter is given twice.",
                          errors=[field_error("field.repeated", [name], "parameter")])  # fmt: skip
        query[name] = values if repeatable else values[0]
    return query


def _json_body(request: Request, raw: bytes) -> Any:
    if request.mimetype != JSON_TYPE:
        raise RequestError(415, "body.not_json_type", "Send the body as Content-Type: application/json.")
    return parse_json(raw)


def _no_body(raw: bytes) -> Any:
    """A route without fields takes nothing, or an empty object; the shape check names whatever else is there."""
    body = parse_json(raw) if raw.strip() else NO_BODY
    if not isinstance(body, dict):
        raise RequestError(400, "body.not_expected", "This route takes no body.")
    return body


def _check_acceptable(request: Request, route: Route) -> None:
    accepted = request.headers.get("Accept")
    if accepted and "*/*" not in accepted and not request.accept_mimetypes.best_match(route.offers):
        types = list(route.offers)
        raise RequestError(406, "answer.not_acceptable", f"This route answers in {', '.join(types)}.", types=types)


def _idempotency_key(request: Request) -> str:
    """The client's name for this command, bare or as a quoted string (the IETF draft has it quoted)."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise RequestError(400, "idempotency_key.missing", "Send an Idempotency-Key header, new for each command.")
    bare = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if not IDEMPOTENCY_KEY.fullmatch(bare):
        raise RequestError(400, "idempotency_key.malformed", "An Idempotency-Key is 1 to 128 visible ASCII characters.")
    return bare


def _if_match(request: Request, route: Route) -> int | None:
    """The version the client has seen; a precondition nobody would check is refused rather than ignored."""
    tag = request.headers.get("If-Match")
    if tag is None or tag == "*":
        return None
    if not route.takes_version:
        raise RequestError(400, "precondition.not_supported", "This route does not take If-Match.")
    seen = ENTITY_TAG.fullmatch(tag)
    if seen is None:
        raise RequestError(400, "precondition.malformed", 'If-Match is an ETag as this API gave it, like "3".')
    return int(seen[1])
