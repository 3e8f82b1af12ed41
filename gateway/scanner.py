"""The scanner for door staff: a page that works without a network, opened by a device's link.

The page asks no room: it is the same for every link, and its script asks the API with the token in its address. So the
browser can keep it, and a link that was ended shows when the API is asked.
"""

import json
from functools import partial
from pathlib import Path

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from gateway.handbook import page
from gateway.offline import STATIC, OfflinePage
from gateway.showing import language_of
from gateway.texts import say, texts

OWN, VENDOR = STATIC / "door", STATIC / "vendor" / "qr"
READER: dict[str, Path] = {
    "/door/camera.js": OWN / "camera.js",
    **{f"/door/vendor/{name}": VENDOR / name for name in ("decode.js", "index.js")},
}
"""What reads a badge by the camera."""
PARTS: dict[str, Path] = {
    **{f"/door/{name}": OWN / name for name in ("badge.js", "kept.js", "page.js", "door.css", "icon.svg")},
    **READER,
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

OFFLINE = OfflinePage("door", "door.html", PARTS, POLICY)


def show(request: Request, token: str) -> Response:
    language = language_of(request)
    words = {code: text for code, text in texts(language).items() if code.startswith("door.")}
    told = Markup(json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 (our own texts)
    text = page("door.html", language=language, token=token, t=partial(say, language=language), texts=told)
    return _answered(text, "text/html; charset=utf-8", language)


def manifest(request: Request, token: str) -> Response:
    """What lets a phone keep the page as an app of its own."""
    language = language_of(request)
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


def _answered(text: str, media_type: str, language: str) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language, "Cache-Control": "no-cache"}
    return Response(text, content_type=media_type, headers=headers)
