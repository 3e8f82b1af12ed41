"""Which credentials are revoked, told about none of them: a Bitstring Status List (W3C, version 1.0).

A list has at least 131,072 places, of which most are nobody's, and a credential's place is drawn at random: neither the
list nor a place tells who it is about, nor in which order credentials were issued.
"""

import gzip
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.events.domain.issuer import Issuer
from services.events.domain.jws import encoded
from services.events.domain.wording import utc_second

SIZE = 131_072
"""The least that section 7.2 allows: a credential hides among so many."""
DRAWS = 16
LIFETIME = timedelta(hours=26)
FRESH_MS = 300_000
"""How long a verifier may keep a copy; the door tells caches the same."""
Draw = Callable[[int], int]


@dataclass
class StatusList:
    """`places` handed out; a list whose draws all fell on places that are taken is full, and another is begun."""

    id: str
    number: int
    begun_at: datetime
    size: int = SIZE
    is_full: bool = False
    version: int = 0

    def draws(self, draw: Draw = secrets.randbelow) -> list[int]:
        return [draw(self.size) for _ in range(DRAWS)]

    def first_free(self, drawn: Iterable[int], taken: Collection[int]) -> int | None:
        """The first place drawn that is nobody's; None, and the list is full, where there is none."""
        free = next((place for place in drawn if place not in taken), None)
        self.is_full = free is None
        return free


def bitstring(places: Iterable[int], size: int) -> bytes:
    """One bit per place, the leftmost of the first octet being place 0; set where the credential is revoked."""
    bits = bytearray(size // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return bytes(bits)


def encoded_list(places: Iterable[int], size: int) -> str:
    """GZIP, then base64url without padding under the multibase letter `u`; the same places give the same text."""
    return "u" + encoded(gzip.compress(bitstring(places, size), mtime=0))


def document(issuer: Issuer, number: int, places: Iterable[int], size: int, at: datetime) -> dict[str, Any]:
    """The list as a credential of its own, as of this hour: a copy of the day before yesterday is no longer valid."""
    address, since = issuer.status_list_address(number), at.replace(minute=0, second=0, microsecond=0)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": utc_second(since),
        "validUntil": utc_second(since + LIFETIME),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(places, size),
            "ttl": FRESH_MS,
        },
        "iss": issuer.did,
        "jti": address,
        "nbf": int(since.timestamp()),
        "exp": int((since + LIFETIME).timestamp()),
    }


def entry(issuer: Issuer, number: int, place: int) -> dict[str, str]:
    """What binds a credential to its place."""
    address = issuer.status_list_address(number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }
