"""Links without an account: a token for whoever holds it, its digest for the room."""

import hashlib
import secrets
from dataclasses import dataclass, field

from multaqa.errors import NotFound

SECRET_BYTES = 32


@dataclass(frozen=True)
class Link:
    """A new link. The token goes to whoever it is for, once, and is kept nowhere."""

    token: str = field(repr=False)
    digest: str


def new_link(tenant: str) -> Link:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return Link(f"{tenant}.{secret}", hashlib.sha256(secret.encode()).hexdigest())


def gone() -> NotFound:
    """One answer for unknown, replaced and ended: whoever guesses learns nothing from the difference."""
    return NotFound("link.not_found", "This link is not valid, or no longer is. Ask whoever sent it for another.")
