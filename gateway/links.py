"""Links: a way in for whoever was sent one by mail, without an account.

A link's token is `<tenant>.<secret>`: 43 characters of 256 random bits. Its room keeps the secret's SHA-256 only (see
`gateway.auth` for why that suffices) and finds by it, within the tenant, what the link is for. So a forged tenant finds
nothing, and neither this door nor a room can give a link away: what they log and store is the digest.
"""

import re
from dataclasses import dataclass

from gateway.auth import Caller
from multaqa.links import gone, secret_digest

ROLE = "link"
FORM = r"[a-z][a-z0-9-]{0,62}\.[A-Za-z0-9_-]{43}"
KNOWN_BY = 16  # characters of the digest name a link in the trail: enough to tell it, too few to find by


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says: a tenant, and the digest of a secret. That either exists is not yet known."""

    tenant: str
    digest: str

    @classmethod
    def shown(cls, token: str) -> "Link":
        if not re.fullmatch(FORM, token):
            raise gone()
        tenant, _, secret = token.partition(".")
        return cls(tenant, secret_digest(secret))

    @property
    def holder(self) -> Caller:
        return Caller(self.tenant, ROLE, f"link:{self.digest[:KNOWN_BY]}")
