"""The juror's page: a shell in French or Arabic that works without a network; what it shows it asks of the routes."""

from collections.abc import Callable
from http import HTTPStatus

from werkzeug.wrappers import Request, Response

from gateway.handbook import WEB, page
from gateway.showing import language_of
from gateway.texts import texts
from multaqa.media_types import HTML_TYPE

PREFIX = "jury."
FILES = {
    "/jury/app.js": "text/javascript; charset=utf-8",
    "/jury/worker.js": "text/javascript; charset=utf-8",
    "/jury/style.css": "text/css; charset=utf-8",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def show(request: Request, token: str) -> Response:  # noqa: ARG001 (the page's script reads it from its own address)
    """The same shell for every link: whether the link opens anything, the routes say."""
    language = language_of(request)
    words = {code.removeprefix(PREFIX): text for code, text in texts(language).items() if code.startswith(PREFIX)}
    shown = Response(page("jury.html", language=language, words=words), content_type=f"{HTML_TYPE}; charset=utf-8")
    shown.headers["Content-Security-Policy"] = POLICY
    shown.headers["Content-Language"] = language
    shown.headers["Cache-Control"] = "no-cache"
    shown.headers["Vary"] = "Accept-Language"
    return shown


def part(path: str) -> Callable[[Request], Response]:
    body = (WEB / "static" / path.lstrip("/")).read_bytes()

    def give(_: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}  # a worker obeys its own script's
        return Response(body, status=HTTPStatus.OK, headers=headers, content_type=FILES[path])

    return give
