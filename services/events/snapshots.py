"""Snapshots sealed: CPU work for a process pool, of picklable values."""

import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.events.domain.badge import Badge
from services.events.domain.snapshot import INFO, LOOKUP, PURPOSE, Entry, Sheet, digest, spelled

SALT = 16
NONCE = bytes(12)
KEY = 32


def seal(sheet: Sheet, private: dict[str, bytes], signs: str) -> dict[str, Any]:
    """The snapshot as devices get it; `private` are the badge keys by id, `signs` is the id of the current one."""
    salt = os.urandom(SALT)
    keys = {id: Ed25519PrivateKey.from_private_bytes(octets) for id, octets in private.items()}
    records = sorted(_record(entry, keys[entry.badge.key_id], salt) for entry in sheet.entries)
    made_at, expires_at = sheet.made_at.isoformat(), sheet.expires_at.isoformat()
    told = digest(sheet.edition_id, made_at, expires_at, salt, records)
    return {
        "edition_id": sheet.edition_id,
        "made_at": made_at,
        "expires_at": expires_at,
        "salt": spelled(salt),
        "records": records,
        "digest": told.hex(),
        "key_id": signs,
        "signature": spelled(keys[signs].sign(PURPOSE + told)),
    }


def _record(entry: Entry, key: Ed25519PrivateKey, salt: bytes) -> list[str]:
    lookup, opens = opening(key.sign(entry.badge.signed), salt)
    return [spelled(lookup), spelled(AESGCM(opens).encrypt(NONCE, entry.shown.encode(), None))]


def opening(signature: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Where a badge's record lies in a snapshot, and the key that opens it."""
    derived = HKDF(hashes.SHA256(), LOOKUP + KEY, salt, INFO).derive(signature)
    return derived[:LOOKUP], derived[LOOKUP:]


def token_of(badge: Badge, key: Ed25519PrivateKey) -> str:
    return badge.written(key.sign(badge.signed))
