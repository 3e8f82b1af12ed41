"""Ed25519 keys that sign for a tenant: badges, credentials, minutes.

Each tenant's key of each kind is made at first use. Its private part is kept under AES-256-GCM with the key of a file
outside of the database (`key_file`), bound to its tenant, kind and id: whoever holds the database alone signs nothing,
and a row moved to another tenant does not open. In development that key is made and kept in the development database.
"""

import hmac
import os
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nameko.extensions import DependencyProvider
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from multaqa.clock import DEVELOPMENT_DATABASE
from multaqa.errors import Unavailable
from multaqa.settings import Settings, SettingsError
from multaqa.store.audit.keyring import key_id
from multaqa.store.provider import RoomDatabase, call_of, settings_of
from multaqa.store.work import Room, Work
from services.events.domain.signing_key import KeyKind, SealedKey
from services.events.store.keys import Keys

NONCE = 12
KEY = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`private` signs; `public` is what others verify with, and `id` names it."""

    id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def octets(self) -> bytes:
        """The private key itself, for a process of ours that signs many."""
        return self.private.private_bytes_raw()

    def sign(self, octets: bytes) -> bytes:
        return self.private.sign(octets)


def verifies(public: bytes, signature: bytes, octets: bytes) -> bool:
    """Whether the key of these 32 octets gave this signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, octets)
    except (InvalidSignature, ValueError):
        return False
    return True


class Keyring:
    """One tenant's keys: `of(kind)` gives the one that signs now, made if there is none yet."""

    def __init__(self, room: Room, tenant: str, chest: "Chest") -> None:
        self._room, self._tenant, self._chest = room, tenant, chest
        self._kept = Keys(room.database, tenant)

    def of(self, kind: KeyKind) -> SigningKey:
        return self.open(self._kept.current(kind) or self._made_once(kind))

    def public(self, kind: KeyKind) -> list[SealedKey]:
        """All keys of a kind that ever signed, the current one first; what they show is public."""
        return self._kept.of_kind(kind) or [self._made_once(kind)]

    def open(self, key: SealedKey) -> SigningKey:
        """A key of this tenant's, whether it still signs or not: a badge is signed by the key of its own day."""
        return SigningKey(key.id, self._chest.open(key, self._tenant))

    def named(self, kind: KeyKind, id: str) -> SigningKey:
        return self.open(next(key for key in self.public(kind) if key.id == id))

    def rotate(self, work: Work, kind: KeyKind) -> SealedKey:
        """In this unit of work, a new key signs from now on; what the old one signed stays verifiable."""
        kept = work.bound(Keys)
        if current := kept.current(kind):
            current.retire(at=work.now())
            kept.save(current)
        new = self._new(kind)
        kept.save(new)
        return new

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest by which the same text is known again within this purpose, and not read.

        Under the first key the house ever had: the last line of `key_file` stays when another goes before it.
        """
        about = f"{self._tenant}/{purpose}/{text}".encode()
        return hmac.digest(self._chest.keys[-1], about, "sha256").hex()

    def _made_once(self, kind: KeyKind) -> SealedKey:
        """Outside of any transaction: whoever loses the race takes the winner's key."""
        new = self._new(kind)
        try:
            self._kept.save(new)
        except DuplicateKeyError:
            return self._kept.current(kind) or self._made_once(kind)
        return new

    def _new(self, kind: KeyKind) -> SealedKey:
        private = Ed25519PrivateKey.generate()
        public = private.public_key()
        new = SealedKey(key_id(public), kind, public.public_bytes_raw(), b"", self._room.clock.now())
        new.sealed = self._chest.seal(private, new, self._tenant)
        return new


@dataclass(frozen=True, slots=True)
class Chest:
    """Seals with the first of its keys, opens with any: an operator adds a new first line and keeps the old ones."""

    keys: tuple[bytes, ...]

    def seal(self, private: Ed25519PrivateKey, key: SealedKey, tenant: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, private.private_bytes_raw(), _about(key, tenant))

    def open(self, key: SealedKey, tenant: str) -> Ed25519PrivateKey:
        nonce, sealed = key.sealed[:NONCE], key.sealed[NONCE:]
        for one in self.keys:
            try:
                return Ed25519PrivateKey.from_private_bytes(AESGCM(one).decrypt(nonce, sealed, _about(key, tenant)))
            except InvalidTag:
                continue
        text = "A signing key was sealed with a key that key_file no longer holds: add that line again."
        raise Unavailable("key.sealed_by_another", text, retry_after=600.0)


def _about(key: SealedKey, tenant: str) -> bytes:
    return f"{tenant}/{key.kind}/{key.id}".encode()


class signing_keys(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`keys = signing_keys()`: `self.keys.of("badge")` is the key of the tenant on whose behalf the handler runs."""

    database = RoomDatabase()
    _chest: Chest

    def setup(self) -> None:
        self._chest = chest_of(settings_of(self.container), self.database.room)

    def get_dependency(self, worker_ctx: Any) -> Keyring:
        return Keyring(self.database.room, call_of(worker_ctx).context.tenant, self._chest)


def chest_of(settings: Settings, room: Room) -> Chest:
    """SettingsError in production without a usable `key_file`: a house that cannot keep its keys does not start."""
    if settings.own["key_file"]:
        return read_chest(Path(settings.own["key_file"]))
    if not settings.development:
        raise SettingsError("The events' room keeps its signing keys sealed: set key_file (MULTAQA_KEY_FILE).")
    return _development_chest(room.client)


def read_chest(path: Path) -> Chest:
    """One key of 32 octets per line, in base64 (`head -c 32 /dev/urandom | base64`)."""
    try:
        keys = tuple(b64decode(line, validate=True) for line in path.read_text("ascii").split())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be used as key_file: {error}") from error
    if not keys or any(len(key) != KEY for key in keys):
        raise SettingsError(f"{path} cannot be used as key_file: each line is {KEY} octets in base64.")
    return Chest(keys)


def _development_chest(client: Any) -> Chest:
    """The chest that all processes of a development database share; whoever asks first makes it."""
    rows, new = client[DEVELOPMENT_DATABASE]["chest"], {"$setOnInsert": {"key": os.urandom(KEY)}}
    try:
        row = rows.find_one_and_update({"_id": "events"}, new, upsert=True, return_document=ReturnDocument.AFTER)
    except DuplicateKeyError:  # two made it at once, and the other was faster
        return _development_chest(client)
    return Chest((bytes(row["key"]),))
