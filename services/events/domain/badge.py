"""A badge: what its QR holds, and how it is written so that a scanner can read and believe it without a network.

The token is `MQ1:` and the base45 (RFC 9285, the alphabet of a QR's alphanumeric mode) of these 109 octets:

    octets   what
    0        the form, 1
    1-8      id of the key that signed: the first 64 bits of the SHA-256 of the Ed25519 public key
    9-24     id of the registration, a UUID
    25-40    id of the edition, a UUID
    41-44    until when it is good: seconds since 1970, unsigned, big-endian
    45-108   Ed25519 signature of `multaqa badge\\n` and octets 0-44

That is 168 characters: a QR of version 7 at level M. There is no name in it, and no tenant: each tenant signs with keys
of its own, so the key's id tells whose it is. Ed25519 is deterministic: the same badge is the same token, never stored.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from multaqa.errors import Invalid
from services.events.domain.edition import Edition
from services.events.domain.registration import Registration
from services.events.domain.signing_key import SealedKey, current_on

PREFIX = "MQ1:"
FORM = 1
SIGNED = struct.Struct(">B8s16s16sI")
SIGNATURE = 64
PURPOSE = b"multaqa badge\n"
GRACE = timedelta(days=1)
LONGEST = 200
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE = len(ALPHABET)
PLACES = {letter: place for place, letter in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Badge:
    """Which registration it lets in, to what, until when; the key of this id signs it."""

    key_id: str
    registration_id: str
    edition_id: str
    expires_at: datetime

    @classmethod
    def of(cls, registration: Registration, edition: Edition, keys: Sequence[SealedKey]) -> "Badge":
        """The badge of whoever has a seat, signed by the key of the day they got it: it stays the same for ever."""
        key = current_on(keys, registration.require_badge())
        return cls(key.id, registration.id, edition.id, good_until(edition.ends_at))

    @property
    def octets(self) -> bytes:
        ids = (bytes.fromhex(self.key_id), UUID(self.registration_id).bytes, UUID(self.edition_id).bytes)
        return SIGNED.pack(FORM, *ids, int(self.expires_at.timestamp()))

    @property
    def signed(self) -> bytes:
        """What the signature is over; its purpose goes first, lest a key's signature be used for anything else."""
        return PURPOSE + self.octets

    def written(self, signature: bytes) -> str:
        return PREFIX + base45(self.octets + signature)


@dataclass(frozen=True)
class Token:
    """A badge as it was read: well formed, not yet believed."""

    badge: Badge
    signature: bytes

    @classmethod
    def read(cls, text: str) -> "Token":
        octets = _octets(text.strip())
        if len(octets) != SIGNED.size + SIGNATURE or octets[0] != FORM:
            raise unreadable()
        _, key, registration, edition, expires = SIGNED.unpack(octets[: SIGNED.size])
        until = datetime.fromtimestamp(expires, UTC)
        badge = Badge(key.hex(), str(UUID(bytes=registration)), str(UUID(bytes=edition)), until)
        return cls(badge, octets[SIGNED.size :])


def good_until(ends_at: datetime) -> datetime:
    """A badge is good until a day after its edition's end: nobody is turned away because a closing runs late."""
    return (ends_at + GRACE).replace(microsecond=0)


def unreadable() -> Invalid:
    return Invalid("badge.unreadable", "This is no badge of this platform.")


def base45(octets: bytes) -> str:
    """RFC 9285: two octets are three letters, a last one alone is two."""
    letters = []
    for at in range(0, len(octets) - 1, 2):
        high, rest = divmod(octets[at] * 256 + octets[at + 1], BASE * BASE)
        middle, low = divmod(rest, BASE)
        letters += [low, middle, high]
    if len(octets) % 2:
        middle, low = divmod(octets[-1], BASE)
        letters += [low, middle]
    return "".join(ALPHABET[letter] for letter in letters)


def _octets(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise unreadable()
    try:
        return unbase45(text.removeprefix(PREFIX))
    except (KeyError, ValueError, OverflowError) as error:
        raise unreadable() from error


def unbase45(text: str) -> bytes:
    """ValueError, KeyError or OverflowError for what is no base45."""
    if len(text) % 3 == 1:
        raise ValueError("a letter is missing")
    octets = b""
    for at in range(0, len(text), 3):
        places = [PLACES[letter] for letter in text[at : at + 3]]
        value = sum(place * BASE**power for power, place in enumerate(places))
        octets += value.to_bytes(len(places) - 1, "big")
    return octets
