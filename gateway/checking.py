"""The page on which anybody checks a credential that was handed to them as a text: pasted, asked, answered."""

import json
import re
from base64 import urlsafe_b64decode
from functools import partial
from uuid import uuid4

from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn
from gateway.problems import RequestError
from gateway.routes.events.credentials import CHECK
from gateway.showing import day_of, language_of, moment_in
from gateway.texts import say
from multaqa.errors import MultaqaError, NotFound

ISSUER = re.compile(r"did:web:[A-Za-z0-9.%_:-]+:v1:tenants:(?P<tenant>[a-z][a-z0-9-]{0,62})")


def show(visit: Visit) -> Response:
    return _page(visit)


def check(visit: Visit) -> Response:
    form = visit.form()
    token = re.sub(r"\s+", "", form.get("token", ""))
    try:
        checked = visit.at(tenant=_tenant_of(token)).of(CHECK, {"token": token}, form.get(ONCE, ""))
    except NotFound:
        checked = {"verdict": "not_genuine", "credential": None}
    except (MultaqaError, RequestError) as error:
        return _page(visit, error, token=token)
    return _page(visit, token=token, checked=checked)


def _tenant_of(token: str) -> str:
    """Whom the text says it is from; that it is so, the room finds out."""
    try:
        part = token.split(".")[1]
        payload = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        issuer = ISSUER.fullmatch(str(payload["iss"]))
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        issuer = None
    if issuer is None:
        raise NotFound("credential.unknown", "No credential has this address: scan the code again.")
    return issuer["tenant"]


def _page(visit: Visit, error: Exception | None = None, token: str = "", checked: object = None) -> Response:
    language = language_of(visit.request)
    told = {
        "language": language,
        "direction": "rtl" if language == "ar" else "ltr",
        "say": partial(say, language=language),
        "moment": partial(moment_in, language),
        "day": partial(day_of, language=language),
        "once": uuid4().hex,
    }
    return drawn("credential_check.html", language, error, **told, token=token, checked=checked)


CHECK_PAGES = (
    FormPage("GET", "/credentials", show),
    FormPage("POST", "/credentials", check),
)
