"""Minutes as a PDF: the ranking, how fair it was, the deliberation, the signatures, and the way to verify all of it."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from multaqa.paper import pdf_of
from multaqa.zone import CASABLANCA
from services.events.documents.minutes.copy import MinutesCopy
from services.events.documents.paper import qr_of

HERE = Path(__file__).parent
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}


def render(copy: MinutesCopy) -> bytes:
    return pdf_of(page(copy))


def page(copy: MinutesCopy) -> str:
    """The copy as HTML: what anybody wrote is text there, whatever it looks like."""
    style = (HERE / "templates" / "minutes.css").read_text(encoding="utf-8")
    drawn = {"style": Markup(style), "qr": Markup(qr_of(copy.verify_url))}  # noqa: S704 (both are ours)
    return _templates().get_template("minutes.html").render(copy=copy, **drawn)


def word(name: str, language: str) -> str:
    return _words()[name][language]


def moment(at: str, language: str) -> str:
    return format_datetime(
        datetime.fromisoformat(at).astimezone(CASABLANCA), "d MMMM y, HH:mm", locale=LOCALES[language]
    )


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, Any] = yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))
    return words


@cache
def _templates() -> Environment:
    found = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    found.trim_blocks = found.lstrip_blocks = True
    found.globals.update(word=word, moment=moment)
    return found
