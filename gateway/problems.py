"""From a refusal to what the client reads: the one place that turns errors into RFC 9457 problem documents.

`type` is `/problems/<code>` and never changes; `title` says what kind of problem, `detail` what to do about this one,
both in the language asked for. What nobody foresaw is told as `request.failed` with its trace, never with its stack.
"""

import json
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from gateway.texts import say
from multaqa.errors import (
    Conflict,
    Forbidden,
    Invalid,
    KeyReused,
    MultaqaError,
    NotFound,
    PreconditionFailed,
    Refused,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2

KINDS: dict[type[MultaqaError], tuple[int, str]] = {
    Unauthenticated: (401, "title.unauthenticated"),
    Forbidden: (403, "title.forbidden"),
    NotFound: (404, "title.not_found"),
    Refused: (409, "title.refused"),
    Conflict: (409, "title.conflict"),
    PreconditionFailed: (412, "title.precondition_failed"),
    TooLarge: (413, "title.too_large"),
    Invalid: (422, "title.invalid"),
    KeyReused: (422, "title.key_reused"),
    Unavailable: (503, "title.unavailable"),
}
TOLD_ELSEWHERE = ("errors", "retry_after")
HTTP_CODES = {404: "path.not_found", 405: "method.not_allowed", 406: "answer.not_acceptable", 414: "path.too_long"}


class RequestError(Exception):
    """A request that is wrong as HTTP, before any rule of the domain is asked."""

    def __init__(self, status: int, code: str, text: str, **facts: Any) -> None:
        super().__init__(text)
        self.status, self.code, self.text, self.facts = status, code, text, facts


def problem(error: Exception, language: str, trace: str) -> Response:
    """The answer for any error at all; what is not a known refusal says only that we failed."""
    if isinstance(error, MultaqaError) and type(error) in KINDS:
        return _known(error, language, trace)
    if isinstance(error, RequestError):
        return _response(error.status, "title.bad_request", error.code, language, trace, error.text, error.facts)
    if isinstance(error, HTTPException) and error.code:
        return _http(error, language, trace)
    return _response(500, "title.failed", "request.failed", language, trace)


def document(
    status: int, title: str, code: str, language: str, trace: str, text: str = "", facts: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The members every problem has, and the refusal's own facts where it has some."""
    members: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": say(title, language),
        "status": status,
        "detail": say(code, language, facts, text),
        "trace": trace,
    }
    if facts:
        members["facts"] = facts
    return members


def _known(error: MultaqaError, language: str, trace: str) -> Response:
    status, title = KINDS[type(error)]
    facts = {name: fact for name, fact in error.facts.items() if name not in TOLD_ELSEWHERE}
    members = document(status, title, error.code, language, trace, error.text, facts)
    if isinstance(error, Invalid):
        members["errors"] = [_field_error(one, language) for one in error.errors]
    response = _json(members, language)
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after or RETRY_AFTER_S)))
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="multaqa"'
    return response


def _field_error(error: dict[str, Any], language: str) -> dict[str, Any]:
    facts = error.get("facts", {})
    return {**error, "text": say(error["code"], language, facts, error.get("text", ""))}


def _http(error: HTTPException, language: str, trace: str) -> Response:
    status = error.code or 500
    response = _response(status, "title.bad_request", HTTP_CODES.get(status, "request.bad"), language, trace)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted({*error.valid_methods, "OPTIONS"}))
    return response


def _response(
    status: int, title: str, code: str, language: str, trace: str, text: str = "", facts: dict[str, Any] | None = None
) -> Response:
    return _json(document(status, title, code, language, trace, text, facts), language)


def _json(members: dict[str, Any], language: str) -> Response:
    body = json.dumps(members, ensure_ascii=False, default=str).encode("utf-8", "replace")
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return Response(body, status=members["status"], headers=headers, content_type=MEDIA_TYPE)
