"""The page of somebody's inbox: all they were told, newest first; with a script it says when there is more."""

from http import HTTPStatus
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import words
from gateway.problems import RequestError
from gateway.routes.notifications import PUT_ASIDE, READ_INBOX
from gateway.schemas.notifications import INBOX_STATES
from gateway.showing import language_of
from multaqa.errors import MultaqaError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SHOWN = "50"


def show(visit: Visit) -> Response:
    return _page(visit)


def put_aside(visit: Visit) -> Response:
    """One message, or one after the other those that are named: as read, archived, or unread again."""
    form = visit.form()
    try:
        path = {**visit.path, "item_id": form.get("item", "")}
        visit.at(**path).of(PUT_ASIDE, {"state": form.get("state", "")}, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _page(visit, error)
    address = f"/inbox/{visit.path['token']}?language={language_of(visit.request)}"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _page(visit: Visit, error: Exception | None = None) -> Response:
    language, state = language_of(visit.request), visit.request.args.get("state", "")
    query = {"limit": SHOWN, **({"state": state} if state in INBOX_STATES else {})}
    after = visit.request.args.get("after", "")
    told = None
    try:
        told = visit.of(READ_INBOX, query={**query, **({"after": after} if after else {})})
    except MultaqaError as refusal:
        error = refusal
    shown = {"told": told, "state": state, "token": visit.path["token"], "once": lambda: uuid4().hex}
    response = drawn("inbox.html", language, error, **words(language), **shown)
    response.headers["Content-Security-Policy"] = POLICY
    return response


INBOX_PAGES = (FormPage("GET", "/inbox/{token}", show), FormPage("POST", "/inbox/{token}", put_aside))
