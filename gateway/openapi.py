"""The API described from its own table of routes: OpenAPI 3.1, nothing written twice."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from gateway.links import FORM
from gateway.problems import MEDIA_TYPE as PROBLEM_TYPE
from gateway.route import LINK_PLACE, PLACEHOLDER, Download, Route, Stream, Upload
from gateway.schemas.shape import IDENTIFIER, Shape
from multaqa.media_types import HTML_TYPE, JSON_TYPE

VERSION = "1.0.0"
ABOUT = """The HTTP API of Multaqa. Every request carries an API key (`Authorization: Bearer mq_…`), which alone says
which regional directorate it speaks for and in what role; below `/v1/links/` the link a mail brought takes its place.
Every POST carries an `Idempotency-Key`: send the same key and body again after a lost answer and nothing happens twice.
Every error is a problem document (RFC 9457) in the language of `Accept-Language` (fr, ar, en). Lists are pages: follow
`Link: rel="next"`."""

ROOMS = {
    "gateway": "Directory",
    "partners": "Partners",
    "events": "Events",
    "matching": "Matching",
    "notifications": "Notifications",
}
HOLDS = {
    "gateway": "Regional directorates, persons with their consents, and API keys.",
    "partners": "Organisations, the agreements they sign, and the skills they need.",
    "events": "Series of gatherings and their editions; who registers, who comes, who stands where.",
    "matching": "Profiles, offers, timetables of interviews, and what becomes of them: jobs.",
    "notifications": "What people are told by mail, and the systems outside that hear of hirings.",
}
PROBLEMS = {
    400: "The request cannot be read: malformed JSON, a missing Idempotency-Key.",
    401: "No API key, or one that is not valid or was revoked.",
    403: "The key's role does not allow this.",
    404: "There is no such thing in this tenant.",
    406: "The Accept header leaves no type this API can answer in.",
    409: "A rule refuses it, or the same command is still in progress.",
    412: "It has changed since the version in If-Match.",
    413: "The body is too large.",
    415: "The body is not declared as a type this route takes.",
    422: "A field is wrong (see errors), or the Idempotency-Key was used for another body.",
    503: "Not possible at this moment; try again after Retry-After with the same key.",
}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes."""
    spec = _spec()
    _add_common(spec)
    for path in dict.fromkeys(route.path for route in routes):
        here = [route for route in routes if route.path == path]
        spec.path(
            path, parameters=list(_path_parameters(path)), operations={r.method.lower(): _operation(r) for r in here}
        )
    keyed = list(_keyed(routes))
    for _, each in keyed:
        spec.components.schema(each.__name__, schema=each)
    document: dict[str, Any] = spec.to_dict()
    for answer, each in keyed:
        _say_what_each_holds(document["components"]["schemas"], answer.__name__, each.__name__)
    return document


def _keyed(routes: Sequence[Route]) -> Iterable[tuple[type[Shape], type[Shape]]]:
    for route in routes:
        if isinstance(route.answer, Shape) and route.answer.EACH:
            yield type(route.answer), route.answer.EACH


def _say_what_each_holds(schemas: dict[str, Any], name: str, each: str) -> None:
    """An answer whose keys are the tenant's own words has no fields to list, but every value has one shape."""
    schemas[name]["additionalProperties"] = {"$ref": f"#/components/schemas/{each}"}


def tags(rooms: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": ROOMS[room], "description": HOLDS[room]} for room in rooms]


def _spec() -> APISpec:
    def name(schema: Any) -> str:
        return (schema if isinstance(schema, type) else type(schema)).__name__

    return APISpec(
        title="Multaqa",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin(schema_name_resolver=name)],
        info={"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        servers=[{"url": "/"}],
        security=[{"key": []}],
        tags=tags(ROOMS),
    )


def _add_common(spec: APISpec) -> None:
    spec.components.security_scheme("key", {"type": "http", "scheme": "bearer", "bearerFormat": "mq_<id>_<secret>"})
    spec.components.schema("FieldError", FIELD_ERROR_SCHEMA)
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    for status, meaning in PROBLEMS.items():
        spec.components.response(f"Problem{status}", _problem_response(status, meaning))
    spec.components.parameter("IdempotencyKey", "header", IDEMPOTENCY_KEY)


def _problem_response(status: int, meaning: str) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"Retry-After": {"schema": {"type": "integer"}}} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return {"description": meaning, "content": content, "headers": headers}


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.room}.{route.procedure}",
        "summary": route.summary,
        "description": _who_may(route),
        "tags": [ROOMS[route.room]],
        "parameters": list(_parameters(route)),
        "responses": _responses(route),
    }
    if route.is_by_link or route.is_public:
        operation["security"] = []
    if route.body:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    return operation


def _content(body: Shape | Upload | Download | Stream) -> dict[str, Any]:
    """What a request or an answer holds, by media type; a file is described by its type and its bound alone."""
    if isinstance(body, Shape):
        return {JSON_TYPE: {"schema": body}}
    if isinstance(body, Stream):
        return {media_type: {"schema": {"type": "string"}} for media_type in body.media_types}
    bound = {"maxLength": body.most} if isinstance(body, Upload) else {}
    return {media_type: {"schema": _file(media_type) | bound} for media_type in body.media_types}


def _file(media_type: str) -> dict[str, Any]:
    return {"type": "string", "format": "binary", "contentMediaType": media_type}


def _who_may(route: Route) -> str:
    if route.is_by_link:
        return "For whoever holds the link: the token in the path is all it asks for."
    if route.is_public:
        return "For anybody: it is public."
    return f"For keys of role {', '.join(sorted(route.roles))}."


def _parameters(route: Route) -> Iterable[Any]:
    if route.method == "POST":
        yield "IdempotencyKey"
    if route.takes_version:
        yield {"name": "If-Match", "in": "header", "schema": {"type": "string"}, "description": "The ETag last seen."}
    if route.query:
        yield {"in": "query", "schema": route.query}


def _path_parameters(path: str) -> Iterable[dict[str, Any]]:
    for name in PLACEHOLDER.findall(path):
        if name == LINK_PLACE:
            yield LINK_PARAMETER
            continue
        thing = name.removesuffix("_id").replace("_", " ")
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"The id of the {thing}.",
            "schema": {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"},
        }


def _responses(route: Route) -> dict[str, Any]:
    responses: dict[str, Any] = {str(route.status): _success(route)}
    for status in _possible_problems(route):
        responses[str(status)] = f"Problem{status}"
    return responses


def _success(route: Route) -> dict[str, Any]:
    success: dict[str, Any] = {"description": route.summary}
    if route.answer:
        success["content"] = _content(route.answer)
    if route.page:
        success["content"][HTML_TYPE] = {"schema": {"type": "string"}}
    if isinstance(route.answer, Download):
        success["headers"] = {"Content-Disposition": {"schema": {"type": "string"}}}
    return success


def _possible_problems(route: Route) -> Iterable[int]:
    yield 400
    if not (route.is_by_link or route.is_public):
        yield from (401, 403)
    if "{" in route.path or route.body:
        yield 404
    yield 406
    if route.method != "GET":
        yield 409
    if route.takes_version:
        yield 412
    yield 413
    if route.body:
        yield 415
    yield from (422, 503)


LINK_PARAMETER = {
    "name": LINK_PLACE,
    "in": "path",
    "required": True,
    "description": "The end of a link, as its mail gave it: `<tenant>.<secret>`.",
    "schema": {"type": "string", "pattern": f"^{FORM}$"},
}
IDEMPOTENCY_KEY = {
    "required": True,
    "description": "A new name for each command, repeated with it: 1 to 128 visible characters.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]{1,128}$"},
    "name": "Idempotency-Key",
}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "trace"],
    "properties": {
        "type": {"type": "string", "description": "Stable: /problems/<code>."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it, in the language asked for."},
        "trace": {"type": "string", "description": "Name it when you ask for help."},
        "facts": {"type": "object"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    },
}
FIELD_ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["code", "text"],
    "properties": {
        "pointer": {"type": "string", "description": "Where in the body (RFC 6901)."},
        "parameter": {"type": "string", "description": "Which query parameter, where it is not in the body."},
        "code": {"type": "string"},
        "text": {"type": "string"},
        "facts": {"type": "object"},
    },
}
