"""The page behind the link that asks whether somebody is still in their job: one tap to say, one to confirm; no script.

Reading records nothing, since mail programs open links, too: the first tap shows the answer, the second sends it.
"""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import words
from gateway.problems import RequestError
from gateway.routes.matching.hirings import ANSWER_JOB, READ_JOB
from gateway.showing import language_of
from multaqa.errors import MultaqaError

ANSWERS = {"yes": True, "no": False}


def show(visit: Visit) -> Response:
    return _shown(visit)


def answer(visit: Visit) -> Response:
    form = visit.form()
    try:
        visit.of(ANSWER_JOB, {"still": ANSWERS.get(form.get("still", ""))}, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    address = f"/job/{visit.path['token']}?language={language_of(visit.request)}"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    try:
        job = visit.of(READ_JOB)
    except MultaqaError as refusal:
        return _page(visit, refusal, job=None)
    chosen = visit.request.args.get("still")
    return _page(visit, error, job=job, chosen=chosen if chosen in ANSWERS else None)


def _page(visit: Visit, error: Exception | None, **shown: Any) -> Response:
    language = language_of(visit.request)
    told = {"token": visit.path["token"], "once": uuid4().hex}
    return drawn("job.html", language, error, **words(language), **told, **shown)


JOB_PAGES = (FormPage("GET", "/job/{token}", show), FormPage("POST", "/job/{token}/answer", answer))
