"""The page on which an organisation endorses a credential, or declines to, through the link that a mail brought."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import uuid4

from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn
from gateway.problems import RequestError
from gateway.routes.events.credentials import DECLINE, ENDORSE, READ_TO_ENDORSE
from gateway.showing import day_of, language_of, moment_in
from gateway.texts import say
from multaqa.errors import MultaqaError

Step = Callable[[Visit, Mapping[str, str]], str]


def show(visit: Visit) -> Response:
    return _shown(visit)


def endorse(visit: Visit, form: Mapping[str, str]) -> str:
    visit.of(ENDORSE, {"comment": form["comment"]} if "comment" in form else {}, form.get(ONCE, ""))
    return "given"


def decline(visit: Visit, form: Mapping[str, str]) -> str:
    visit.of(DECLINE, once=form.get(ONCE, ""))
    return "declined"


def _after(step: Step, visit: Visit) -> Response:
    """What a form leads to: the last page the link shows, or the page again with what is wrong."""
    form = visit.form()
    try:
        end = step(visit, form)
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _page(visit, end=end, read=None)


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    try:
        read = visit.of(READ_TO_ENDORSE)
    except MultaqaError as refusal:
        return _page(visit, refusal, end=None, read=None)
    return _page(visit, error, end=None, read=read)


def _page(visit: Visit, error: Exception | None = None, **shown: object) -> Response:
    language = language_of(visit.request)
    told = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "say": partial(say, language=language),
        "moment": partial(moment_in, language),
        "day": partial(day_of, language=language),
        "link": visit.path["token"],
        "once": uuid4().hex,
    }
    return drawn("endorse.html", language, error, **told, **shown)


ENDORSE_PAGES = (
    FormPage("GET", "/endorse/{token}", show),
    FormPage("POST", "/endorse/{token}", partial(_after, endorse)),
    FormPage("POST", "/endorse/{token}/refusal", partial(_after, decline)),
)
