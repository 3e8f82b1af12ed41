"""HTML becomes PDF here, and a text becomes a drawing that a scanner reads."""

from typing import NoReturn

import segno
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher


def pdf_of(page: str) -> bytes:
    """The PDF of a page; nothing anybody wrote can make it read a file or reach an address."""
    pdf: bytes = HTML(string=page, url_fetcher=NothingOutside()).write_pdf()
    return pdf


def qr_of(text: str) -> str:
    """A text as an SVG drawing, readable with a seventh of it damaged (level M)."""
    return segno.make_qr(text, error="m", boost_error=False).svg_inline(border=2, omitsize=True)


class NothingOutside(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a document is made of what it is given."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 (WeasyPrint's signature)
        raise FatalURLFetchingError(f"a document reaches nothing outside of it: {url[:80]}")
