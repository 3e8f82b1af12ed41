"""Agendas drawn: in French from left to right, in Arabic from right to left; each sheet begins a page."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from multaqa.paper import pdf_of
from multaqa.zone import CASABLANCA, day_of
from services.matching.domain.sheet import Booklet, Line

HERE = Path(__file__).parent
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}
DIRECTIONS = {"fr": "ltr", "ar": "rtl"}


def render(booklet: Booklet, language: str) -> bytes:
    return pdf_of(page(booklet, language))


def page(booklet: Booklet, language: str) -> str:
    """The agendas as HTML: what anybody wrote is text there, whatever it looks like."""
    style = Markup((HERE / "agenda.css").read_text(encoding="utf-8"))  # noqa: S704 (ours)
    words = {name: said[language] for name, said in _words().items()}
    known = {"booklet": booklet, "words": words, "language": language, "direction": DIRECTIONS[language]}
    days = [list(_days(sheet.lines, language)) for sheet in booklet.sheets]
    drawn: str = _template().render(**known, style=style, sheets=list(zip(booklet.sheets, days, strict=True)))
    return drawn


def _days(lines: Sequence[Line], language: str) -> Iterator[tuple[str, list[Line]]]:
    for day, own in groupby(lines, key=_day):
        yield format_date(day, "full", locale=LOCALES[language]), list(own)


def _day(line: Line) -> date:
    return day_of(line.starts_at)


def hour(at: datetime) -> str:
    return at.astimezone(CASABLANCA).strftime("%H:%M")


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, Any] = yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))
    return words


@cache
def _template() -> Any:
    found = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    found.trim_blocks = found.lstrip_blocks = True
    found.globals.update(hour=hour)
    return found.get_template("agenda.html")
