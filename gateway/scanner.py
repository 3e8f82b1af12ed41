"""The scanner for door staff: a page that works without a network, opened by a device's link.

The page asks no room: it is the same for every link, and its script asks the API with the token in its address. So the
browser can keep it, and a link that was ended shows when the API is asked.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from gateway.handbook import WEB, page
from gateway.texts import say, texts

STATIC = WEB / "static"
OWN, VENDOR = STATIC / "door", STATIC / "vendor" / "qr"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
PARTS: dict[str, Path] = {
    **{f"/door/{name}": OWN / name for name in ("badge.js", "camera.js", "kept.js", "page.js", "door.css", "icon.svg")},
    **{f"/door/vendor/{name}": VENDOR / name for name in ("decode.js", "index.js")},
}
WORKER = "/door/worker.js"
LANGUAGES = ("fr", "ar")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def show(request: Request, token: str) -> Response:
    language = _language(request)
    words = {code: text for code, text in texts(language).items() if code.startswith("door.")}
    told = Markup(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 (our own texts)
    text = page("door.html", language=language, token=token, t=partial(say, language=language), texts=told)
    return _answered(text, "text/html; charset=utf-8", language)


def manifest(request: Request, token: str) -> Response:
    """What lets a phone keep the page as an app of its own."""
    language = _language(request)
    told = {
        "name": say("door.title", language),
        "lang": language,
        "dir": "rtl" if language == "ar" else "ltr",
        "display": "standalone",
        "scope": "/door/",
        "start_url": f"/door/{token}?language={language}",
        "theme_color": "#1d6b5f",
        "background_color": "#ffffff",
        "icons": [{"src": "/door/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return _answered(json.dumps(told, ensure_ascii=False), "application/manifest+json", language)


def part(path: str) -> Callable[[Request], Response]:
    return lambda _: _fixed(PARTS[path].read_bytes(), TYPES[PARTS[path].suffix])


def worker(_: Request) -> Response:
    """The service worker, which knows the parts by their digest: another part, another worker."""
    text = (OWN / "worker.js").read_text(encoding="utf-8")
    filled = text.replace("{{version}}", version()).replace("{{parts}}", json.dumps(sorted(PARTS)))
    return _fixed(filled.encode(), TYPES[".js"])


@cache
def version() -> str:
    told = hashlib.sha256()
    for path in (*PARTS.values(), OWN / "worker.js", WEB / "templates" / "door.html"):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _answered(text: str, media_type: str, language: str) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language, "Cache-Control": "no-cache"}
    return Response(text, content_type=media_type, headers=headers)


def _fixed(body: bytes, media_type: str) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}  # a worker obeys that of its own script
    return Response(body, content_type=media_type, headers=headers)


def _language(request: Request) -> str:
    chosen = request.args.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
