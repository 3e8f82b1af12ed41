"""An agreement as a PDF, French beside Arabic, with its signature trail and the way to verify it."""

from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from multaqa.paper import pdf_of
from services.partners.documents.copy import Copy
from services.partners.documents.wording import day, moment, word

TEMPLATES = Path(__file__).parent / "templates"


def render(copy: Copy) -> bytes:
    return pdf_of(page(copy), pdf_tags=True)


def page(copy: Copy) -> str:
    """The copy as HTML: the text of its parties is text there, whatever it looks like."""
    style = (TEMPLATES / "agreement.css").read_text(encoding="utf-8")
    drawn = {"style": Markup(style), "qr": Markup(qr_of(copy.verify_url))}  # noqa: S704 (both are ours)
    return _templates().get_template("agreement.html").render(copy=copy, **drawn)


def qr_of(url: str) -> str:
    """The address as a drawing, readable with a quarter of it damaged."""
    return segno.make(url, error="q", micro=False).svg_inline(border=2, omitsize=True)


@cache
def _templates() -> Environment:
    found = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    found.trim_blocks = found.lstrip_blocks = True
    found.globals.update(word=word, day=day, moment=moment)
    return found
