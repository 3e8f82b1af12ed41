"""The catalogue as pages in French and Arabic, for whoever thinks of subscribing: no key, no script."""

import json
from functools import cache
from itertools import groupby
from typing import Any

from werkzeug.wrappers import Request, Response

from gateway.catalogue import described, public_types
from gateway.handbook import page
from gateway.problems import RequestError
from gateway.showing import day_in, language_of
from gateway.texts import say
from multaqa.media_types import HTML_TYPE


def show_all(request: Request) -> Response:
    return _shown(request, _all(language_of(request)), language_of(request))


def show_one(request: Request, kind: str) -> Response:
    if kind not in public_types():
        raise RequestError(404, "path.not_found", "There is no such public message.")
    return _shown(request, _one(kind, language_of(request)), language_of(request))


@cache
def _all(language: str) -> str:
    return _page("catalogue.html", language)


@cache
def _one(kind: str, language: str) -> str:
    told = described(kind)
    schema = told["schema"]
    facts = _named(schema["allOf"][1]["properties"]["data"])
    return _page(
        "catalogue_type.html",
        language,
        told=told,
        facts=schema["$defs"][facts],
        shapes={name: shape for name, shape in schema["$defs"].items() if name not in (facts, "Envelope")},
        sample=_written(told["sample"]),
        schema=_written(schema),
    )


def _page(template: str, language: str, **shown: Any) -> str:
    rooms = groupby(public_types(), key=lambda kind: kind.partition(".")[0])
    return page(
        template,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        rooms=[(room, list(kinds)) for room, kinds in rooms],
        say=lambda code, facts=None: say(code, language, facts),
        day=lambda spelled: day_in(language, spelled),
        **shown,
    )


def _shown(request: Request, text: str, language: str) -> Response:
    response = Response(text, content_type=f"{HTML_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.add_etag()
    return response.make_conditional(request)


def _named(reference: dict[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
