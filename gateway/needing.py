"""The page on which a partner states its needs: what it has stated, a search, and a form for each skill found."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from babel.dates import format_date
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.problems import RequestError
from gateway.routes.partners.skills import FIND_SKILL, READ_NEEDS, STATE_NEED, WITHDRAW_NEED
from gateway.showing import LOCALES, language_of
from gateway.texts import say
from multaqa.errors import MultaqaError
from multaqa.zone import CASABLANCA

FOUND_AT_MOST = "8"
SHOWN_AT_MOST = "200"
NUMBERS = ("level", "headcount")
Step = Callable[[Visit, Mapping[str, str]], None]


def show(visit: Visit) -> Response:
    return _shown(visit)


def state(visit: Visit, form: Mapping[str, str]) -> None:
    need: dict[str, Any] = {name: form[name] for name in ("skill", "level", "headcount", "horizon") if name in form}
    need |= {name: int(need[name]) for name in NUMBERS if need.get(name, "").isascii() and need.get(name, "").isdigit()}
    visit.of(STATE_NEED, need, form.get(ONCE, ""))


def withdraw(visit: Visit, form: Mapping[str, str]) -> None:
    visit.of(WITHDRAW_NEED, {"reason": form["reason"]} if "reason" in form else {}, form.get(ONCE, ""))


def _after(step: Step, visit: Visit) -> Response:
    """What a form leads to: the page anew, or as it was with what is wrong."""
    form = visit.form()
    try:
        step(visit, form)
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return uncached(
        redirect(f"/needs/{visit.path['token']}?language={language_of(visit.request)}", HTTPStatus.SEE_OTHER)
    )


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    """The page as the link shows it now; where it shows nothing, why not."""
    asked = visit.request.args.get("text", "").strip()
    try:
        read = visit.of(READ_NEEDS, query={"limit": SHOWN_AT_MOST})
    except MultaqaError as refusal:
        return _page(visit, refusal, read=None, asked="", found=[])
    try:
        found = visit.of(FIND_SKILL, query={"text": asked, "limit": FOUND_AT_MOST})["items"] if asked else []
    except MultaqaError as refusal:
        error, found = error or refusal, []
    return _page(visit, error, read=read, asked=asked, found=found)


def _page(visit: Visit, error: Exception | None, **shown: Any) -> Response:
    language = language_of(visit.request)
    told = {
        "language": language,
        "t": partial(say, language=language),
        "day": partial(_day, language=language),
        "token": visit.path["token"],
        "once": lambda: uuid4().hex,
    }
    return drawn("needs.html", language, error, **told, **shown)


def _day(spelled: str, language: str) -> str:
    """A day as it is written, that of a time on Moroccan clocks."""
    at = datetime.fromisoformat(spelled)
    return format_date(at.astimezone(CASABLANCA) if at.tzinfo else at, "long", locale=LOCALES[language])


NEEDS_PAGES = (
    FormPage("GET", "/needs/{token}", show),
    FormPage("POST", "/needs/{token}/state", partial(_after, state)),
    FormPage("POST", "/needs/{token}/{need_id}/withdraw", partial(_after, withdraw)),
)
