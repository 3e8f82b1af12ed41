"""The page behind the link that each mail brings: no more of these, a choice of what comes, and who outside may know
one; no script, no account.

Mail programs post to it by themselves when somebody presses their own button (RFC 8058): without cookie, key or
Idempotency-Key, for it may be done twice. Reading changes nothing, since mail programs open links, too.
"""

from contextlib import closing
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.domain import SHARING_PURPOSES
from gateway.forms import FORM_TYPE, MOST_BYTES, ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import words
from gateway.problems import RequestError
from gateway.routes.directory import DECIDE_SHARING, READ_SHARING
from gateway.routes.notifications import READ_PREFERENCES, SET_PREFERENCES, UNSUBSCRIBE
from gateway.showing import language_of
from multaqa.errors import MultaqaError, NotFound

ONE_CLICK = ("List-Unsubscribe", "One-Click")
OPPOSED = ("opposes", "yes")
GIVEN = {"yes": True, "no": False}
MOST_FIELDS = 60


def show(visit: Visit) -> Response:
    return _shown(visit)


def unsubscribe(visit: Visit) -> Response:
    try:
        if ONE_CLICK not in _posted(visit):
            raise RequestError(HTTPStatus.UNPROCESSABLE_ENTITY, "unsubscribe.not_one_click", "Press the button first.")
        own = visit.of(UNSUBSCRIBE, once=uuid4().hex)
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _page(visit, own=own, done=True)


def choose(visit: Visit) -> Response:
    fields = visit.fields(MOST_FIELDS)
    try:
        named = visit.of(READ_PREFERENCES)["choices"]
        body = {"choices": _chosen(named, fields), "opposes": OPPOSED in fields}
        visit.of(SET_PREFERENCES, body, dict(fields).get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _saved(visit)


def decide(visit: Visit) -> Response:
    form = visit.form()
    try:
        body = {"purpose": form.get("purpose", ""), "given": GIVEN.get(form.get("given", ""))}
        visit.of(DECIDE_SHARING, body, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _saved(visit)


def _saved(visit: Visit) -> Response:
    address = f"/unsubscribe/{visit.path['token']}?language={language_of(visit.request)}&saved=yes"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _posted(visit: Visit) -> list[tuple[str, str]]:
    """What RFC 8058 has a mail program send, as one of the two kinds of form."""
    if visit.request.mimetype == FORM_TYPE:
        return visit.fields()
    if not 0 < (visit.request.content_length or 0) <= MOST_BYTES:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body.too_large", "Too much.", limit=MOST_BYTES)
    with closing(visit.request):
        return list(visit.request.form.items())


def _chosen(named: list[dict[str, Any]], fields: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """A box that is not ticked is not sent: what the form could tick and did not is not wanted."""
    free = [one for one in named if not one["mandatory"]]
    return [
        {**{name: one[name] for name in ("category", "channel")}, "wanted": (one["category"], one["channel"]) in fields}
        for one in free
    ]


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    try:
        own, said = visit.of(READ_PREFERENCES), _said(visit)
    except MultaqaError as refusal:
        return _page(visit, refusal)
    return _page(visit, error, own=own, said=said)


def _said(visit: Visit) -> dict[str, dict[str, Any]] | None:
    """By purpose what was decided; nothing to decide for a contact, whom no message to systems outside is about."""
    try:
        return {one["purpose"]: one for one in visit.of(READ_SHARING)["consents"]}
    except NotFound:
        return None


def _page(
    visit: Visit, error: Exception | None = None, own: Any = None, said: Any = None, *, done: bool = False
) -> Response:
    language = language_of(visit.request)
    always = {"token": visit.path["token"], "once": lambda: uuid4().hex, "purposes": SHARING_PURPOSES}
    told = {"own": own, "said": said, "done": done, "saved": visit.request.args.get("saved") == "yes"}
    return drawn("unsubscribe.html", language, error, **words(language), **always, **told)


UNSUBSCRIBE_PAGES = (
    FormPage("GET", "/unsubscribe/{token}", show),
    FormPage("POST", "/unsubscribe/{token}", unsubscribe),
    FormPage("POST", "/unsubscribe/{token}/choices", choose),
    FormPage("POST", "/unsubscribe/{token}/consents", decide),
)
