"""Cards drawn: French and Arabic, each in its own direction."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from multaqa.paper import pdf_of
from multaqa.zone import day_of
from services.events.documents.badges.card import Card
from services.events.documents.paper import qr_of

HERE = Path(__file__).parent
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}
LONG_NAME = 22


def render(cards: Sequence[Card], layout: str) -> bytes:
    return pdf_of(page(cards, layout))


def page(cards: Sequence[Card], layout: str) -> str:
    style = Markup((HERE / "badge.css").read_text(encoding="utf-8"))  # noqa: S704 (ours)
    return _templates().get_template("badge.html").render(cards=cards, layout=layout, style=style)


def days(starts_at: datetime, ends_at: datetime, language: str) -> str:
    first, last = (day_of(at) for at in (starts_at, ends_at))
    told = [format_date(day, "long", locale=LOCALES[language]) for day in sorted({first, last})]
    return " – ".join(told)


def is_long(name: str) -> bool:
    return len(name) > LONG_NAME


@cache
def _templates() -> Environment:
    found = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    found.trim_blocks = found.lstrip_blocks = True
    found.globals.update(days=days, is_long=is_long, qr=_drawn)
    return found


def _drawn(token: str) -> Markup:
    return Markup(qr_of(token))  # noqa: S704 (a drawing of ours)
