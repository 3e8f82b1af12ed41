"""The page of whoever receives at a company's tables: the day's interviews, an outcome in two taps, a job offered.

No script: the first tap unfolds what can be said of an interview, the second says it.
"""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import words
from gateway.problems import RequestError
from gateway.routes.matching.receptions import NOTE_OUTCOME, OFFER_JOB, READ_RECEPTION
from gateway.schemas.events.leads import NEXT_STEPS
from gateway.showing import language_of
from multaqa.errors import MultaqaError

Form = dict[str, str]


def show(visit: Visit) -> Response:
    return _shown(visit)


def _outcome(visit: Visit, form: Form) -> None:
    """A tap on a number of stars says that the two have met; what was left open is not said."""
    rating = form.get("rating", "")
    stars = {"rating": int(rating)} if rating.isascii() and rating.isdigit() and rating != "0" else {}
    next_step = {"next_step": form["next_step"]} if "next_step" in form else {}
    visit.of(NOTE_OUTCOME, {"outcome": form.get("outcome", ""), **stars, **next_step}, form.get(ONCE, ""))


def _job(visit: Visit, form: Form) -> None:
    visit.of(OFFER_JOB, {"starts_on": form.get("starts_on", "")}, form.get(ONCE, ""))


def _after(step: Callable[[Visit, Form], None], visit: Visit) -> Response:
    form = visit.form()
    try:
        step(visit, form)
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    place = f"?language={language_of(visit.request)}#i-{visit.path['interview_id']}"
    return uncached(redirect(f"/reception/{visit.path['token']}{place}", HTTPStatus.SEE_OTHER))


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    try:
        day = visit.at(token=visit.path["token"]).of(READ_RECEPTION)
    except MultaqaError as refusal:
        return _page(visit, refusal, reception=None)
    return _page(visit, error, reception=day)


def _page(visit: Visit, error: Exception | None, **shown: Any) -> Response:
    language = language_of(visit.request)
    told = {"token": visit.path["token"], "once": lambda: uuid4().hex, "next_steps": NEXT_STEPS}
    return drawn("reception.html", language, error, **words(language), **told, **shown)


RECEPTION_PAGES = (
    FormPage("GET", "/reception/{token}", show),
    FormPage("POST", "/reception/{token}/{interview_id}/outcome", partial(_after, _outcome)),
    FormPage("POST", "/reception/{token}/{interview_id}/job", partial(_after, _job)),
)
