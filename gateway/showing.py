"""Answers for people without an account: the same route, read in a browser, as a page in French or Arabic."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from werkzeug.wrappers import Request, Response

from gateway.handbook import page
from gateway.languages import preferred
from gateway.problems import KINDS
from gateway.route import Route
from gateway.texts import say
from multaqa.errors import Invalid, NotFound
from multaqa.media_types import HTML_TYPE
from multaqa.zone import CASABLANCA

LANGUAGES = ("fr", "ar")
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Vary": "Accept, Accept-Language"}
"""The address of such a page is a secret: no cache and no search engine keeps it."""


def is_for_people(request: Request, route: Route) -> bool:
    """Whether this is a browser; a program that says nothing gets JSON."""
    return route.page is not None and request.accept_mimetypes.best_match(route.offers) == HTML_TYPE


def shown(request: Request, route: Route, ask: Callable[[], Mapping[str, Any]]) -> Response:
    """The page of an answer; what a person can mend (a wrong address, a mistyped field) is a page, too."""
    language = language_of(request)
    try:
        return _page(str(route.page), 200, language, told=ask())
    except (NotFound, Invalid) as refused:
        status, title = KINDS[type(refused)]
        wrong = refused.facts.get("errors") or [{"code": refused.code, "text": refused.text, "facts": refused.facts}]
        details = [say(one["code"], language, one.get("facts"), one.get("text", "")) for one in wrong]
        return _page("refusal.html", status, language, title=say(title, language), details=details)


def language_of(request: Request, usual: str | None = None) -> str:
    """The one chosen on the page, or else that of whom it is for, or else what the browser prefers."""
    chosen = request.args.get("language")
    return chosen if chosen in LANGUAGES else usual or preferred(request, LANGUAGES, LANGUAGES[0])


def day_of(spelled: str, language: str) -> str:
    """A day on Moroccan clocks, as it is read aloud."""
    return format_date(datetime.fromisoformat(spelled).astimezone(CASABLANCA), "full", locale=LOCALES[language])


def hour_of(spelled: str, language: str) -> str:
    at = datetime.fromisoformat(spelled)
    return format_time(at, "HH:mm", tzinfo=CASABLANCA, locale=LOCALES[language])


def moment_in(language: str, at: str) -> str:
    """A day and a time on Moroccan clocks."""
    when = datetime.fromisoformat(at).astimezone(CASABLANCA)
    return format_datetime(when, "d MMMM y, HH:mm ZZZZ", locale=LOCALES[language])


def day_in(language: str, spelled: str) -> str:
    """A calendar day, spelled like 2026-05-14."""
    return format_date(date.fromisoformat(spelled), "long", locale=LOCALES[language])


def month_in(language: str, spelled: str) -> str:
    """A calendar month, spelled like 2026-05, by its name."""
    return format_date(date.fromisoformat(f"{spelled}-01"), "MMMM y", locale=LOCALES[language])


def _by_day(listed: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """What begins on the same day in Morocco, together."""
    days = groupby(listed, key=lambda one: datetime.fromisoformat(one["starts_at"]).astimezone(CASABLANCA).date())
    return [list(of_one_day) for _, of_one_day in days]


def _page(template: str, status: int, language: str, **shown: Any) -> Response:
    words = {
        "say": lambda code, facts=None: say(code, language, facts),
        "moment": partial(moment_in, language),
        "day": lambda at: day_of(at, language),
        "hour": lambda at: hour_of(at, language),
        "by_day": _by_day,
        "month": partial(month_in, language),
    }
    text = page(template, language=language, direction="rtl" if language == "ar" else "ltr", **words, **shown)
    headers = {**HEADERS, "Content-Language": language}
    return Response(text, status=status, headers=headers, content_type=f"{HTML_TYPE}; charset=utf-8")
