"""Ed25519 keys that sign for a tenant: badges, credentials, minutes.

Each tenant's key of each kind is made at first use. Its private part is kept under AES-256-GCM with the key of a file
outside of the database (`key_file`), bound to its tenant, kind and id (`multaqa/store/chest.py`).
"""

import hmac
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError

from multaqa.store.audit.keyring import key_id
from multaqa.store.chest import Chest, chest_of
from multaqa.store.provider import RoomDatabase, call_of, settings_of
from multaqa.store.work import Room, Work
from services.events.domain.signing_key import KeyKind, SealedKey
from services.events.store.keys import Keys


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

    def __init__(self, room: Room, tenant: str, chest: Chest) -> None:
        self._room, self._tenant, self._chest = room, tenant, chest
        self._kept = Keys(room.database, tenant)

    def of(self, kind: KeyKind) -> SigningKey:
        return self.open(self._kept.current(kind) or self._made_once(kind))

    def public(self, kind: KeyKind) -> list[SealedKey]:
        """All keys of a kind that ever signed, the current one first; what they show is public."""
        return self._kept.of_kind(kind) or [self._made_once(kind)]

    def open(self, key: SealedKey) -> SigningKey:
        """A key of this tenant's, whether it still signs or not: a badge is signed by the key of its own day."""
        octets = self._chest.open(key.sealed, _about(key, self._tenant))
        return SigningKey(key.id, Ed25519PrivateKey.from_private_bytes(octets))

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
        new.sealed = self._chest.seal(private.private_bytes_raw(), _about(new, self._tenant))
        return new


def _about(key: SealedKey, tenant: str) -> str:
    return f"{tenant}/{key.kind}/{key.id}"


class signing_keys(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`keys = signing_keys()`: `self.keys.of("badge")` is the key of the tenant on whose behalf the handler runs."""

    database = RoomDatabase()
    _chest: Chest

    def setup(self) -> None:
        self._chest = chest_of(settings_of(self.container), self.database.room.client)

    def get_dependency(self, worker_ctx: Any) -> Keyring:
        return Keyring(self.database.room, call_of(worker_ctx).context.tenant, self._chest)
