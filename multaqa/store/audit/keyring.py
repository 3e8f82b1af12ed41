"""The platform's audit keys: one private key signs checkpoints, public keys that served before still vouch for theirs.

In production they stand in a PEM file outside of the database (`audit_key_file`): who holds the database alone cannot
sign a chain rewritten. In development a key is made and kept in the development database.
"""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pymongo import MongoClient, ReturnDocument
from pymongo.errors import DuplicateKeyError

from multaqa.clock import DEVELOPMENT_DATABASE
from multaqa.errors import Refused
from multaqa.settings import Settings, SettingsError
from multaqa.store.audit.checkpoint import Checkpoint
from multaqa.store.client import Document

PURPOSE = b"multaqa audit checkpoint\n"
_BLOCK = re.compile(rb"-----BEGIN (?P<kind>[A-Z ]+)-----.+?-----END (?P=kind)-----", re.DOTALL)
_PRIVATE = b"PRIVATE KEY"
_WRONG_KIND = "it must hold Ed25519 keys"


@dataclass(frozen=True, slots=True)
class Keyring:
    """`signing` is None where checkpoints can be checked and not made."""

    public: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    signing: Ed25519PrivateKey | None = None

    @property
    def key_id(self) -> str:
        return key_id(self._signer().public_key())

    def sign(self, checkpoint: Checkpoint) -> Checkpoint:
        signature = self._signer().sign(PURPOSE + checkpoint.vouched.encode())
        return replace(checkpoint, signature=urlsafe_b64encode(signature).decode().rstrip("="))

    def objection(self, checkpoint: Checkpoint) -> str | None:
        """Why this checkpoint is not the platform's; None when it is."""
        key = self.public.get(checkpoint.key_id)
        if key is None:
            return f"is signed by the key {checkpoint.key_id}, which is none of the platform's"
        try:
            key.verify(_octets(checkpoint.signature), PURPOSE + checkpoint.vouched.encode())
        except (InvalidSignature, ValueError):
            return f"carries the name of the key {checkpoint.key_id}, but not its signature: it is forged or altered"
        return None

    def published(self) -> str:
        """The public keys as PEM, each under its id, as anyone may read them."""
        return "".join(f"# Ed25519 {id}\n{_pem_of(key)}" for id, key in self.public.items())

    def _signer(self) -> Ed25519PrivateKey:
        if self.signing is None:
            text = "Checkpoints are not made: this room has no audit key. Set audit_key_file (multaqa audit make-key)."
            raise Refused("audit.no_key", text)
        return self.signing


def keyring_of(settings: Settings, client: "MongoClient[Document]") -> Keyring:
    """The keys this process works with; none in production without `audit_key_file`."""
    if settings.audit_key_file:
        return read_keyring(Path(settings.audit_key_file))
    return parse_keyring(_development_key(client)) if settings.development else Keyring()


def read_keyring(path: Path) -> Keyring:
    try:
        return parse_keyring(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be used as a file of audit keys: {error}") from error


def parse_keyring(pem: bytes) -> Keyring:
    """Keys from PEM blocks, of which one at most is private; ValueError says what is wrong."""
    blocks = [(found["kind"], found[0]) for found in _BLOCK.finditer(pem)]
    private = [block for kind, block in blocks if kind == _PRIVATE]
    if not blocks or len(private) > 1:
        raise ValueError("it must hold PEM keys, one private key at most")
    signing = _private(private[0]) if private else None
    keys = [signing.public_key()] if signing else []
    keys += [_public(block) for kind, block in blocks if kind != _PRIVATE]
    return Keyring({key_id(key): key for key in keys}, signing)


def new_key() -> bytes:
    """A new private key, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key_id(key: Ed25519PublicKey) -> str:
    """The first 64 bits of the SHA-256 of the key's 32 octets."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _pem_of(key: Ed25519PublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def _private(block: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(block, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(_WRONG_KIND)  # noqa: TRY004 (of what a file holds)
    return key


def _public(block: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(block)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(_WRONG_KIND)  # noqa: TRY004 (of what a file holds)
    return key


def _octets(signature: str) -> bytes:
    return urlsafe_b64decode(f"{signature}{'=' * (-len(signature) % 4)}")


def _development_key(client: "MongoClient[Document]") -> bytes:
    """The key that all processes of a development database share; whoever asks first makes it."""
    rows = client[DEVELOPMENT_DATABASE]["audit_key"]
    made = {"$setOnInsert": {"pem": new_key()}}
    try:
        row = rows.find_one_and_update({"_id": "key"}, made, upsert=True, return_document=ReturnDocument.AFTER)
    except DuplicateKeyError:  # two made it at once, and the other was faster
        return _development_key(client)
    return bytes(row["pem"])
