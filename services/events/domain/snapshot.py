"""A snapshot: what a device needs at a door without a network, and nothing that a thief could read.

Each record is found and opened with what only its badge holds: the 64 octets of the badge's signature.

    48 octets  = HKDF-SHA256(key = signature, salt = the snapshot's, info = "multaqa snapshot")
    lookup     = the first 16
    record     = AES-256-GCM with the other 32 as its key and a nonce of zeros (each key seals one record)

Records are JSON, filled up with spaces to one length for all, and sorted by lookup: neither the length nor the place of
one tells anything. The salt is new in each snapshot, so two of them cannot be compared. `digest` is the SHA-256 of all
of it, `signature` the tenant's badge key's over `multaqa snapshot\\n` and the digest.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from services.events.domain.badge import Badge
from services.events.domain.registration import Registration
from services.events.domain.wording import moment

PURPOSE = b"multaqa snapshot\n"
INFO = b"multaqa snapshot"
LOOKUP = 16
STEP = 32
LONGEST_NAME = 60
GOOD_FOR = timedelta(hours=36)


@dataclass(frozen=True)
class Entry:
    """One badge, and what is shown to whoever scans it."""

    badge: Badge
    shown: str


@dataclass(frozen=True)
class Sheet:
    """All that goes into a snapshot, before it is sealed; `version` changes when anything in it does."""

    edition_id: str
    made_at: datetime
    expires_at: datetime
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, edition_id: str, entries: Sequence[Entry], ends: datetime, at: datetime) -> "Sheet":
        length = max((-(-len(entry.shown.encode()) // STEP) * STEP for entry in entries), default=0)
        even = tuple(Entry(entry.badge, _filled(entry.shown, length)) for entry in entries)
        return cls(edition_id, at, min(at + GOOD_FOR, ends), even)

    @property
    def version(self) -> int:
        told = sha256()
        for entry in sorted(self.entries, key=lambda one: one.badge.registration_id):
            told.update(entry.badge.octets + entry.shown.encode())
        return int.from_bytes(told.digest()[:6], "big") + 1


def shown(registration: Registration, person: Mapping[str, Any] | None) -> str:
    """A record: names in both scripts, the category, and since when the person is in."""
    known = person or {}
    told = {
        "n": (known.get("name_latin") or "")[:LONGEST_NAME],
        "a": (known.get("name_arabic") or "")[:LONGEST_NAME],
        "c": registration.category,
        "i": moment(registration.checked_in_at),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def digest(edition_id: str, made_at: str, expires_at: str, salt: bytes, records: Sequence[Sequence[str]]) -> bytes:
    """SHA-256 over one spelling of a snapshot: its head, then lookup and record of each line."""
    lines = "".join(f"{lookup} {record}\n" for lookup, record in records)
    return sha256(f"{edition_id}\n{made_at}\n{expires_at}\n{spelled(salt)}\n{lines}".encode()).digest()


def spelled(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def _filled(text: str, length: int) -> str:
    return text + " " * (length - len(text.encode()))
