"""API keys: how one is made, told from a forgery, and what it opens.

A key is `mq_<id>_<secret>`. Only the secret's SHA-256 is stored. A slow hash protects a password because a password
can be guessed; 256 random bits cannot, whatever the speed of the hash, and this one runs on every request.
"""

import hmac
import re
import secrets
from dataclasses import dataclass

from multaqa.errors import Forbidden, Unauthenticated
from multaqa.links import secret_digest

SECRET_BYTES = 32
KEY = re.compile(r"mq_(?P<id>[0-9a-f]{32})_(?P<secret>[A-Za-z0-9_-]{43})")
SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a request runs; all of it comes from the key or the link, nothing else from the request."""

    tenant: str
    role: str
    principal: str

    def must_be_one_of(self, roles: frozenset[str]) -> None:
        if self.role not in roles:
            allowed = ", ".join(sorted(roles))
            raise Forbidden("key.role_not_allowed", f"This key is of role {self.role}; this asks for {allowed}.",
                            role=self.role, roles=sorted(roles))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key as a client shows it: well formed, not yet believed."""

    id: str
    secret: str


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def written(key_id: str, secret: str) -> str:
    """The key as it is shown, once, to whoever asked for it."""
    return f"mq_{key_id}_{secret}"


def opens(secret: str, digest: str) -> bool:
    """Whether the secret is the one that was hashed, in a time that tells nothing about how close it came."""
    return hmac.compare_digest(secret_digest(secret), digest)


def presented(authorization: str | None) -> PresentedKey:
    """The key in an Authorization header; Unauthenticated where there is none or it is not one of ours."""
    if not authorization:
        raise Unauthenticated("key.missing", "Send your API key: Authorization: Bearer mq_…")
    scheme, token = authorization[: len(SCHEME)], authorization[len(SCHEME) :].strip()
    shown = KEY.fullmatch(token) if scheme.lower() == SCHEME else None
    if shown is None:
        raise refused()
    return PresentedKey(shown["id"], shown["secret"])


def refused() -> Unauthenticated:
    """One answer for malformed, unknown, wrong and revoked: a guesser learns nothing from the difference."""
    return Unauthenticated(
        "key.not_valid", "This API key is not valid, or was revoked. Ask your administrator for one."
    )
