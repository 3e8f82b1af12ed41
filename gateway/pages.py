"""What the door shows to anyone: the API's description, its handbook, the meaning of a problem, and its health."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.wrappers import Request, Response

from gateway.handbook import STYLE, handbook, page
from gateway.openapi import describe
from gateway.problems import RequestError
from gateway.route import Route
from gateway.texts import LANGUAGES, texts


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A GET that needs no key and asks no room."""

    path: str
    answer: Callable[..., Response]
    method: str = "GET"


def pages(routes: Sequence[Route], is_ready: Callable[[], bool]) -> tuple[Page, ...]:
    document = describe(routes)
    return (
        Page("/openapi.json", _fixed(json.dumps(document, ensure_ascii=False, indent=1), "application/json")),
        Page("/docs", _fixed(handbook(document), "text/html; charset=utf-8")),
        Page("/docs/style.css", _fixed(STYLE.read_text(encoding="utf-8"), "text/css; charset=utf-8")),
        Page("/problems/{code}", _problem),
        Page("/health/live", lambda _: _health("live", HTTPStatus.OK)),
        Page("/health/ready", lambda _: _ready() if is_ready() else _not_ready()),
    )


def _fixed(text: str, media_type: str) -> Callable[[Request], Response]:
    """A text made once, when the door opens, and known by its digest."""
    body = text.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}

    def show(request: Request) -> Response:
        if request.headers.get("If-None-Match") == tag:
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(body, headers=headers, content_type=media_type)

    return show


def _problem(_: Request, code: str) -> Response:
    """What `type` of a problem points to: its sentence in each language that has one."""
    known = [(language, texts(language)[code]) for language in LANGUAGES if code in texts(language)]
    if not known:
        raise RequestError(404, "path.not_found", "There is no such problem.")
    return Response(page("problem.html", code=code, sentences=known), content_type="text/html; charset=utf-8")


def _ready() -> Response:
    return _health("ready", HTTPStatus.OK)


def _not_ready() -> Response:
    return _health("not ready", HTTPStatus.SERVICE_UNAVAILABLE)


def _health(state: str, status: HTTPStatus) -> Response:
    return Response(json.dumps({"status": state}), status=status, content_type="application/json")
