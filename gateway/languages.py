"""Which language whoever asks would rather read."""

from collections.abc import Sequence

from babel import negotiate_locale
from werkzeug.wrappers import Request


def preferred(request: Request, known: Sequence[str], otherwise: str) -> str:
    """The one of `known` that comes first in `Accept-Language`, looked up as RFC 4647 (3.4) says: who would rather
    have `ar-MA` than `fr` has Arabic, where werkzeug's own choice is French, which is named as it is."""
    asked = [tag.lower() for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(asked, known, sep="-") or otherwise
