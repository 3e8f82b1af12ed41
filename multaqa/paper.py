"""HTML becomes PDF here. Only a process that prints imports this."""

from typing import Any, NoReturn

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher


def pdf_of(page: str, **options: Any) -> bytes:
    """The PDF of a page; nothing anybody wrote can make it read a file or reach an address."""
    pdf: bytes = HTML(string=page, url_fetcher=NothingOutside()).write_pdf(**options)
    return pdf


class NothingOutside(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a document is made of what it is given."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 (WeasyPrint's signature)
        raise FatalURLFetchingError(f"a document reaches nothing outside of it: {url[:80]}")
