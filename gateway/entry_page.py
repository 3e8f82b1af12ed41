"""The page behind an entrant's link: their entry, its result once published, and a form to appeal; no script."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import words
from gateway.problems import RequestError
from gateway.routes.events.juries import APPEAL, READ_ENTRY
from gateway.showing import language_of
from multaqa.errors import MultaqaError


def show(visit: Visit) -> Response:
    return _shown(visit)


def appeal(visit: Visit) -> Response:
    """Back to the page, which shows the appeal; or the form as it was, with what is wrong."""
    form = visit.form()
    try:
        visit.of(APPEAL, {"text": form.get("text", "")}, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error, form.get("text", ""))
    address = f"/entry/{visit.path['token']}?language={language_of(visit.request)}"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _shown(visit: Visit, error: Exception | None = None, text: str = "") -> Response:
    try:
        own = visit.of(READ_ENTRY)
    except MultaqaError as refusal:
        return _page(visit, refusal, own=None)
    return _page(visit, error, own=own, text=text)


def _page(visit: Visit, error: Exception | None, **shown: Any) -> Response:
    language = language_of(visit.request)
    told = {"token": visit.path["token"], "once": uuid4().hex}
    return drawn("entry.html", language, error, **words(language), **told, **shown)


ENTRY_PAGES = (FormPage("GET", "/entry/{token}", show), FormPage("POST", "/entry/{token}/appeal", appeal))
