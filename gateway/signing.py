"""The signing page: the document in both languages, consent, the code, delegation and refusal; no script needed."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from babel.dates import format_date, format_time
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.problems import RequestError
from gateway.routes.partners.signing import CODE, CONSENT, DECLINE, DELEGATE, READ, SIGN
from gateway.showing import LOCALES, language_of
from gateway.texts import say
from multaqa.errors import MultaqaError, Refused
from multaqa.zone import CASABLANCA

Step = Callable[[Visit, dict[str, str], str], Any]


def show(visit: Visit) -> Response:
    return _shown(visit)


def consent(visit: Visit, form: dict[str, str], once: str) -> None:
    """One press does two things: the consent is kept, and the code that confirms it is sent."""
    if "agreed" not in form:
        raise Refused("signature.not_consented", "Read the text and consent to it first.", missing=["consent"])
    visit.of(CONSENT, {"digest": form.get("digest", "")}, once)
    visit.of(CODE, once=f"{once}-code")


def send_code(visit: Visit, _: dict[str, str], once: str) -> None:
    visit.of(CODE, once=once)


def sign(visit: Visit, form: dict[str, str], once: str) -> str:
    progress = visit.of(SIGN, {"code": form.get("code", "").replace(" ", "")}, once)
    if progress["state"] != "signed":
        left = progress["attempts_left"]
        raise Refused("signature.code_wrong", f"This is not the code; {left} attempts are left.", attempts_left=left)
    return "signed"


def delegate(visit: Visit, form: dict[str, str], once: str) -> str:
    visit.of(DELEGATE, _fields(form, "name", "email", "language"), once)
    return "delegated"


def decline(visit: Visit, form: dict[str, str], once: str) -> str:
    visit.of(DECLINE, _fields(form, "reason"), once)
    return "declined"


def _fields(form: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: form[name] for name in names if name in form}


def _after(step: Step, visit: Visit) -> Response:
    """What a form leads to: the page again, with what is wrong if anything is, or the last page the link shows."""
    form = visit.form()
    try:
        end = step(visit, form, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    if end:
        return _page(visit, language_of(visit.request), "sign_end.html", end=end)
    address = f"/sign/{visit.path['token']}?language={language_of(visit.request)}"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _shown(visit: Visit, error: Exception | None = None) -> Response:
    """The page as the link shows it now; where it shows nothing, why not."""
    try:
        read = visit.of(READ)
    except MultaqaError as refusal:
        return _page(visit, language_of(visit.request), "sign_end.html", refusal, end=None)
    language = language_of(visit.request, read["signatory"]["language"])
    return _page(visit, language, "sign.html", error, read=read, exact=_exact(read["document"]), once=uuid4().hex)


def _page(visit: Visit, language: str, template: str, error: Exception | None = None, **shown: Any) -> Response:
    told = {
        "language": language,
        "t": partial(say, language=language),
        "day": partial(_day, language=language),
        "hour": partial(_hour, language=language),
        "token": visit.path["token"],
    }
    return drawn(template, language, error, **told, **shown)


def _exact(document: Mapping[str, Any]) -> str:
    """The canonical spelling, whose SHA-256 is the digest: whoever doubts can compute it."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _day(spelled: str, language: str) -> str:
    return format_date(date.fromisoformat(spelled[:10]), "long", locale=LOCALES[language])


def _hour(spelled: str, language: str) -> str:
    """A day and a time on Moroccan clocks."""
    at, locale = datetime.fromisoformat(spelled).astimezone(CASABLANCA), LOCALES[language]
    comma = "،" if language == "ar" else ","
    time = format_time(at, "HH:mm", tzinfo=CASABLANCA, locale=locale)
    return f"{format_date(at, 'long', locale=locale)}{comma} {time}"


FORM_PAGES = (
    FormPage("GET", "/sign/{token}", show),
    FormPage("POST", "/sign/{token}/consent", partial(_after, consent)),
    FormPage("POST", "/sign/{token}/code", partial(_after, send_code)),
    FormPage("POST", "/sign/{token}/signature", partial(_after, sign)),
    FormPage("POST", "/sign/{token}/delegation", partial(_after, delegate)),
    FormPage("POST", "/sign/{token}/refusal", partial(_after, decline)),
)
