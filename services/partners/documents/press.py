"""What the room has done in another process: it names these functions, and only that process loads what they need."""

from services.partners.documents.copy import Copy
from services.partners.documents.seal_key import SealKey


def render_sealed(copy: Copy, key: SealKey) -> bytes:
    """The finished document: rendered, then sealed."""
    from services.partners.documents.rendering import render
    from services.partners.documents.seal import seal

    return seal(render(copy), key)


def signatures_in(content: bytes, least: int) -> int:
    """How many electronic signatures a PDF from elsewhere has; Invalid for what is no PDF or holds a broken one.

    Fewer than `least` are refused, too.
    """
    from services.partners.documents.reading import read_pdf

    return read_pdf(content).require(least)
