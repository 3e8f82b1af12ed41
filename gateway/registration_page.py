"""The page behind a person's link: where they stand, and a button for each thing they may do about it; no script."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn, uncached
from gateway.joining_page import MOST_FIELDS, answers_of, words
from gateway.problems import RequestError
from gateway.routes.events.joining import ACCEPT, ANSWER, CANCEL, CHOOSE, CONSENT, DECLINE, READ_OWN, SEND_FILE
from gateway.showing import language_of
from multaqa.errors import MultaqaError

LARGEST = 6 << 20
"""A file of five mebibytes with the form around it."""
Fields = Sequence[tuple[str, str]]
Step = Callable[[Visit, Fields, str], Any]


def _answers(visit: Visit, fields: Fields, once: str) -> None:
    questions = visit.of(READ_OWN)["questions"]
    given = answers_of(fields, questions)
    emptied = {one["code"]: None for one in questions if one["kind"] in ("text", "choice") and one["code"] not in given}
    visit.of(ANSWER, {"answers": {**emptied, **given}}, once)


def _consent(visit: Visit, fields: Fields, once: str) -> None:
    form = dict(fields)
    choice = {"purpose": form.get("purpose", ""), "given": form.get("given") == "yes"}
    named = {"organisation_ids": [form["organisation_id"]]} if "organisation_id" in form else {}
    visit.of(CONSENT, {"consents": [{**choice, **named}]}, once)


def _choose(visit: Visit, fields: Fields, once: str) -> None:
    visit.of(CHOOSE, {"activity_ids": [value for name, value in fields if name == "activity"]}, once)


def _press(route: Any) -> Step:
    return lambda visit, _fields, once: visit.of(route, once=once)


def _file(visit: Visit) -> Response:
    """A form with a file comes in parts; too large a one is refused unread, and the line closed."""
    if not 0 < (visit.request.content_length or 0) <= LARGEST:
        visit.request.environ["multaqa.close"]()
        return _shown(visit, RequestError(413, "answer.file_too_large", "The file is too large."))
    with closing(visit.request):
        sent, form = visit.request.files.get("file"), visit.request.form
        content = sent.read() if sent else b""
    if sent is None or not content:
        return _shown(visit, RequestError(422, "answer.file_missing", "Choose a file first."))
    try:
        visit.send(SEND_FILE, content, sent.mimetype, form.get(ONCE, ""), {"code": form.get("code", "")})
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _back(visit)


def _after(step: Step, visit: Visit) -> Response:
    fields = visit.fields(MOST_FIELDS)
    try:
        step(visit, fields, dict(fields).get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _shown(visit, error)
    return _back(visit)


def _back(visit: Visit) -> Response:
    address = f"/registration/{visit.path['token']}?language={language_of(visit.request)}"
    return uncached(redirect(address, HTTPStatus.SEE_OTHER))


def _shown(visit: Visit, error: Exception | None = None, template: str = "registration.html") -> Response:
    try:
        own = visit.of(READ_OWN)
    except MultaqaError as refusal:
        return _page(visit, language_of(visit.request), "joined.html", refusal)
    language = language_of(visit.request, own["language"])
    said = {one["code"]: one for one in own["answers"]}
    sharing = {one["organisation_id"]: one for one in own["consents"] if one["purpose"] == "sharing"}
    others = {one["purpose"]: one for one in own["consents"] if one["purpose"] != "sharing"}
    shown = {"own": own, "said": said, "sharing": sharing, "others": others, "once": lambda: uuid4().hex}
    return _page(visit, language, template, error, **shown)


def _page(visit: Visit, language: str, template: str, error: Exception | None = None, **shown: Any) -> Response:
    return drawn(template, language, error, **words(language), token=visit.path["token"], **shown)


def _form(name: str, step: Step) -> FormPage:
    return FormPage("POST", f"/registration/{{token}}/{name}", partial(_after, step))


REGISTRATION_PAGES = (
    FormPage("GET", "/registration/{token}", _shown),
    FormPage("GET", "/registration/{token}/cancel", partial(_shown, template="registration_cancel.html")),
    _form("answers", _answers),
    _form("consents", _consent),
    _form("activities", _choose),
    _form("accept", _press(ACCEPT)),
    _form("decline", _press(DECLINE)),
    _form("cancel", _press(CANCEL)),
    FormPage("POST", "/registration/{token}/files", _file, takes_file=True),
)
