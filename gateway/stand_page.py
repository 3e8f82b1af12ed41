"""A representative's page at a stand: a badge, a note, stars and what comes next, in one form.

No script needed; with one, the camera reads the badge, and what is noted without a network waits on the phone.
"""

from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.offline import STATIC, OfflinePage
from gateway.problems import RequestError
from gateway.routes.events.leads import LIST_LEADS, READ_STAND, RECORD
from gateway.scanner import READER
from gateway.schemas.events.leads import NEXT_STEPS
from gateway.showing import language_of
from gateway.texts import say, texts
from multaqa.errors import MultaqaError

SHOWN_AT_MOST = "200"
KEPT = "kept"
OUTCOMES = ("named", "counted")
SPOKEN = ("stand_page.js_", "stand_page.done_", "lead.")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PARTS = {
    "/stand/page.js": STATIC / "stand.js",
    "/stand/style.css": STATIC / "stand.css",
    "/sign/style.css": STATIC / "sign.css",
    **READER,
}
OFFLINE = OfflinePage("stand", "stand.html", PARTS, POLICY, kept=f"&{KEPT}=yes")
FIELDS = ("badge", "consent", "rating", "next_step", "note")


def show(visit: Visit) -> Response:
    """Whole, or as a phone keeps it: without the names of those who were met, who may not want it tomorrow."""
    return _shown(visit)


def record(visit: Visit) -> Response:
    """Back to an empty form, and what became of the badge; or the form as it was, with what is wrong."""
    form = visit.form()
    try:
        answer = visit.of(RECORD, _lead(form), form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error, form)
    told = urlencode({"language": language_of(visit.request), "done": OUTCOMES[0 if answer["named"] else 1]})
    return uncached(redirect(f"/stand/{visit.path['token']}?{told}", HTTPStatus.SEE_OTHER))


def _lead(form: dict[str, str]) -> dict[str, Any]:
    rating = form.get("rating", "")
    return {
        "badge": form.get("badge", ""),
        "consent": True if "consent" in form else None,
        "rating": int(rating) if rating.isascii() and rating.isdigit() else None,
        **{name: form[name] for name in ("note", "next_step") if name in form},
    }


def _shown(visit: Visit, error: Exception | None = None, form: dict[str, str] | None = None) -> Response:
    try:
        stand = visit.of(READ_STAND)
        is_kept = KEPT in visit.request.args
        leads = [] if is_kept else visit.of(LIST_LEADS, query={"limit": SHOWN_AT_MOST})["items"]
    except MultaqaError as refusal:
        return _page(visit, refusal, stand=None, leads=[])
    filled = {name: (form or {}).get(name, "") for name in FIELDS}
    return _page(visit, error, stand=stand, leads=list(reversed(leads)), form=filled, is_kept=is_kept)


def _page(visit: Visit, error: Exception | None, **shown: Any) -> Response:
    language, done = language_of(visit.request), visit.request.args.get("done")
    told = {
        "language": language,
        "t": partial(say, language=language),
        "words": {code: text for code, text in texts(language).items() if code.startswith(SPOKEN)},
        "token": visit.path["token"],
        "done": done if done in OUTCOMES and error is None else None,
        "next_steps": NEXT_STEPS,
        "once": uuid4().hex,
    }
    response = drawn("stand.html", language, error, **told, **shown)
    response.headers["Content-Security-Policy"] = POLICY
    return response


STAND_PAGES = (FormPage("GET", "/stand/{token}", show), FormPage("POST", "/stand/{token}", record))
