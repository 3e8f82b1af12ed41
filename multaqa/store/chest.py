"""Secrets at rest: sealed under a key that is kept in a file, outside of the database.

AES-256-GCM with what the secret is about as associated data: whoever holds the database alone reads nothing, and a row
moved to another tenant or another entity does not open.
"""

import os
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from multaqa.clock import DEVELOPMENT_DATABASE
from multaqa.errors import Unavailable
from multaqa.settings import Settings, SettingsError

NONCE = 12
KEY = 32


@dataclass(frozen=True, slots=True)
class Chest:
    """Seals with the first of its keys, opens with any: an operator adds a new first line and keeps the old ones."""

    keys: tuple[bytes, ...]

    def seal(self, secret: bytes, about: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, secret, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """The secret; Unavailable when none of the keys opens it, or it is about something else."""
        nonce, rest = sealed[:NONCE], sealed[NONCE:]
        for one in self.keys:
            try:
                return AESGCM(one).decrypt(nonce, rest, about.encode())
            except InvalidTag:
                continue
        text = "A signing key was sealed with a key that key_file no longer holds: add that line again."
        raise Unavailable("key.sealed_by_another", text, retry_after=600.0)


def chest_of(settings: Settings, client: Any) -> Chest:
    """The chest of a room with the knob `own.key_file`.

    SettingsError in production without a usable file: a house that cannot keep its keys does not start. In development
    a key is made and kept in the development database.
    """
    if settings.own["key_file"]:
        return read_chest(Path(settings.own["key_file"]))
    if not settings.development:
        raise SettingsError(f"The room {settings.room} keeps its keys sealed: set key_file (MULTAQA_KEY_FILE).")
    return _development_chest(client, settings.room)


def read_chest(path: Path) -> Chest:
    """One key of 32 octets per line, in base64 (`head -c 32 /dev/urandom | base64`)."""
    try:
        keys = tuple(b64decode(line, validate=True) for line in path.read_text("ascii").split())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be used as key_file: {error}") from error
    if not keys or any(len(key) != KEY for key in keys):
        raise SettingsError(f"{path} cannot be used as key_file: each line is {KEY} octets in base64.")
    return Chest(keys)


def _development_chest(client: Any, room: str) -> Chest:
    """The chest that all processes of a development database share; whoever asks first makes it."""
    rows, new = client[DEVELOPMENT_DATABASE]["chest"], {"$setOnInsert": {"key": os.urandom(KEY)}}
    try:
        row = rows.find_one_and_update({"_id": room}, new, upsert=True, return_document=ReturnDocument.AFTER)
    except DuplicateKeyError:  # two made it at once, and the other was faster
        return _development_chest(client, room)
    return Chest((bytes(row["key"]),))
