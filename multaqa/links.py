"""Links: a way in for whoever was sent one, without an account.

A token is `<tenant>.<secret>`, 256 random bits in 43 characters. Its room keeps the secret's SHA-256 only, which
suffices for a secret nobody can guess, and finds by it, within the tenant, what the link is for.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from multaqa.errors import NotFound

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Link:
    """A new link. The token goes to whoever it is for, once, and is kept nowhere."""

    token: str = field(repr=False)
    digest: str


def new_link(tenant: str) -> Link:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return Link(f"{tenant}.{secret}", secret_digest(secret))


def secret_digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256, in 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def gone() -> NotFound:
    """One answer for malformed, unknown, used, replaced and ended: a guesser learns nothing from the difference."""
    return NotFound("link.not_found", "This link is not valid, or no longer is. Ask whoever sent it for another.")
