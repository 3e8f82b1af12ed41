"""What the door shows to anyone: API and messages described, their handbook, what a problem means, its health."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from http import HTTPStatus
from typing import Any

from werkzeug.wrappers import Request, Response

from gateway import catalogue_page, jury, scanner, stand_page
from gateway.asyncapi import describe_messages
from gateway.handbook import (
    INBOX_SCRIPT,
    JOIN_STYLE,
    OBSERVATORY_STYLE,
    RECEPTION_STYLE,
    SIGN_STYLE,
    STYLE,
    handbook,
    messages_page,
    page,
)
from gateway.openapi import describe
from gateway.problems import RequestError
from gateway.route import Route
from gateway.texts import LANGUAGES, texts
from multaqa.bus.topology import house_manifests
from multaqa.messages import catalogue

OPENAPI = "openapi.json"
ASYNCAPI = "asyncapi.json"
JSON = "application/json"
HTML = "text/html; charset=utf-8"
DESCRIPTIONS = {f"/{OPENAPI}": JSON, f"/{ASYNCAPI}": JSON, "/docs": HTML, "/docs/messages": HTML}
OFFLINE_PAGES = (scanner.OFFLINE, jury.OFFLINE, stand_page.OFFLINE)
STYLE_TYPE = "text/css; charset=utf-8"
SCRIPT_TYPE = "text/javascript; charset=utf-8"
PEM = "text/plain; charset=utf-8"  # a browser shows it


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A GET that needs no key and asks no room."""

    path: str
    answer: Callable[..., Response]
    method: str = "GET"


def pages(routes: Sequence[Route], is_ready: Callable[[], bool], audit_keys: Callable[[], str]) -> tuple[Page, ...]:
    described = cache(partial(_described, routes))
    return (
        *(Page(path, _described_at(path, described)) for path in DESCRIPTIONS),
        Page("/catalogue", catalogue_page.show_all),
        Page("/catalogue/{kind}", catalogue_page.show_one),
        Page("/docs/style.css", _fixed(STYLE.read_text(encoding="utf-8"), STYLE_TYPE)),
        Page("/sign/style.css", _fixed(SIGN_STYLE.read_text(encoding="utf-8"), STYLE_TYPE)),
        Page("/door/{token}", scanner.show),
        Page("/door/{token}/app.webmanifest", scanner.manifest),
        Page("/observatory/style.css", _fixed(OBSERVATORY_STYLE.read_text(encoding="utf-8"), STYLE_TYPE)),
        Page("/registration/style.css", _fixed(JOIN_STYLE.read_text(encoding="utf-8"), STYLE_TYPE)),
        Page("/inbox/page.js", _fixed(INBOX_SCRIPT.read_text(encoding="utf-8"), SCRIPT_TYPE)),
        Page("/reception/style.css", _fixed(RECEPTION_STYLE.read_text(encoding="utf-8"), STYLE_TYPE)),
        Page("/jury/{token}", jury.show),
        *(Page(path, one.part(path)) for one in OFFLINE_PAGES for path in one.own_parts),
        *(Page(one.worker_path, one.worker) for one in OFFLINE_PAGES),
        Page("/problems/{code}", _problem),
        Page("/.well-known/multaqa-audit-keys", lambda _: Response(audit_keys(), content_type=PEM)),
        Page("/health/live", lambda _: _health("live", HTTPStatus.OK)),
        Page("/health/ready", lambda _: _ready() if is_ready() else _not_ready()),
    )


def _described(routes: Sequence[Route]) -> dict[str, Callable[[Request], Response]]:
    """The pages that describe the platform, by path: half a second of work and 13 MB, at the first visit to any."""
    shown = documents(routes)
    texts_at = {
        f"/{OPENAPI}": written(shown[OPENAPI]),
        f"/{ASYNCAPI}": written(shown[ASYNCAPI]),
        "/docs": handbook(shown[OPENAPI]),
        "/docs/messages": messages_page(shown[ASYNCAPI]),
    }
    return {path: _fixed(text, DESCRIPTIONS[path]) for path, text in texts_at.items()}


def _described_at(path: str, described: Callable[[], dict[str, Any]]) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        shown: Response = described()[path](request)
        return shown

    return show


def documents(routes: Sequence[Route]) -> dict[str, dict[str, Any]]:
    """What describes the platform to machines, by file name."""
    manifests = house_manifests()
    return {OPENAPI: describe(routes), ASYNCAPI: describe_messages(catalogue(), manifests)}


def written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


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
    return Response(page("problem.html", code=code, sentences=known), content_type=HTML)


def _ready() -> Response:
    return _health("ready", HTTPStatus.OK)


def _not_ready() -> Response:
    return _health("not ready", HTTPStatus.SERVICE_UNAVAILABLE)


def _health(state: str, status: HTTPStatus) -> Response:
    return Response(json.dumps({"status": state}), status=status, content_type="application/json")
