"""The pages on which one registers, by oneself or invited: short enough for a phone in a queue; no script needed.

A field that no person sees catches programs: whoever fills it is thanked like everybody, and nothing happens.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Response

from gateway.forms import ONCE, FormPage, Visit, drawn
from gateway.problems import RequestError
from gateway.route import Route
from gateway.routes.events.joining import JOIN, OPEN_EDITION, READ_INVITATION, USE_INVITATION
from gateway.showing import day_of, hour_of, language_of
from gateway.texts import say
from multaqa.errors import MultaqaError

MOST_FIELDS = 150
TRAP = "website"
ANSWER = "answer."
Fields = Sequence[tuple[str, str]]
Told = Mapping[str, Any]


def answers_of(fields: Fields, questions: Sequence[Told]) -> dict[str, Any]:
    """What a form says in answer to these questions; files come by themselves, and no mark is a no."""
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    answers = {}
    for question in questions:
        values = given.get(ANSWER + question["code"], [])
        if question["kind"] == "consent":
            answers[question["code"]] = bool(values)
        elif question["kind"] != "file" and values:
            answers[question["code"]] = values if question["multiple"] else values[0]
    return answers


def _person(form: Mapping[str, str]) -> dict[str, Any]:
    """What is said of the person, empty fields left out: the shape names what is missing."""
    name = {spelling: form[f"name_{spelling}"] for spelling in ("latin", "arabic") if f"name_{spelling}" in form}
    stated: dict[str, Any] = {name: form[name] for name in ("email", "language") if name in form}
    return {**stated, "name": name}


def _consents(form: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each for itself: to take part, without which there is no registering, and to be pictured."""
    if "participation" not in form:
        raise RequestError(HTTPStatus.UNPROCESSABLE_ENTITY, "consent.participation_needed", "Agree to take part first.")
    return [{"purpose": purpose, "given": True} for purpose in ("participation", "photo") if purpose in form]


def _chosen(told: Told, wanted: str | None) -> Told | None:
    """The category to register in: the only one, or the one that was chosen."""
    categories = told["categories"]
    if len(categories) == 1:
        return categories[0]  # type: ignore[no-any-return]
    return next((one for one in categories if one["category"] == wanted), None)


def _show(reads: Route, visit: Visit) -> Response:
    return _drawn(reads, visit, visit.request.args.get("category"))


def _join(reads: Route, joins: Route, visit: Visit) -> Response:
    fields = visit.fields(MOST_FIELDS)
    form = dict(fields)
    if TRAP in form:
        return _page(visit, "joined.html")
    try:
        told = visit.of(reads)
        category = _chosen(told, form.get("category"))
        body = {**_person(form), "consents": _consents(form)}
        body["answers"] = answers_of(fields, category["questions"] if category else ())
        if joins is JOIN:
            body["category"] = category["category"] if category else form.get("category", "")
        visit.of(joins, body, form.get(ONCE, ""))
    except (MultaqaError, RequestError) as error:
        return _drawn(reads, visit, form.get("category"), error, fields)
    return _page(visit, "joined.html")


def _drawn(
    reads: Route, visit: Visit, wanted: str | None, error: Exception | None = None, fields: Fields = ()
) -> Response:
    try:
        told = visit.of(reads)
    except MultaqaError as refusal:
        return _page(visit, "joined.html", refusal)
    form = dict(fields)
    shown = {
        "told": told,
        "category": _chosen(told, wanted),
        "form": form,
        "chosen": set(fields),
        "once": uuid4().hex,
        "action": visit.request.path,
    }
    return _page(visit, "join.html", error, **shown)


def _page(visit: Visit, template: str, error: Exception | None = None, **shown: Any) -> Response:
    language = language_of(visit.request)
    return drawn(template, language, error, **words(language), **shown)


def words(language: str) -> dict[str, Any]:
    """What every page of these needs to speak."""
    return {
        "language": language,
        "t": partial(say, language=language),
        "named": lambda prefix, code: say(f"{prefix}.{code}", language, otherwise=code),
        "day": partial(day_of, language=language),
        "hour": partial(hour_of, language=language),
    }


JOINING_PAGES = (
    FormPage("GET", "/editions/{tenant}/{edition_id}/register", partial(_show, OPEN_EDITION)),
    FormPage("POST", "/editions/{tenant}/{edition_id}/register", partial(_join, OPEN_EDITION, JOIN)),
    FormPage("GET", "/invitation/{token}", partial(_show, READ_INVITATION)),
    FormPage("POST", "/invitation/{token}", partial(_join, READ_INVITATION, USE_INVITATION)),
)
