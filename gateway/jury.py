"""The juror's page: a shell in French or Arabic that works without a network; what it shows it asks of the routes."""

from werkzeug.wrappers import Request, Response

from gateway.handbook import page
from gateway.offline import STATIC, OfflinePage
from gateway.showing import language_of
from gateway.texts import texts
from multaqa.media_types import HTML_TYPE

PREFIX = "jury."
PARTS = {f"/jury/{name}": STATIC / "jury" / name for name in ("app.js", "style.css")}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
OFFLINE = OfflinePage("jury", "jury.html", PARTS, POLICY)


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
