"""Where the platform's seal comes from, and the address printed beside it."""

from pathlib import Path
from typing import Any

from nameko.extensions import DependencyProvider
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from multaqa.clock import DEVELOPMENT_DATABASE, SystemClock
from multaqa.errors import Unavailable
from multaqa.settings import SettingsError
from multaqa.store.provider import RoomDatabase, settings_of
from services.partners.documents.seal_key import SealKey, self_made


class seal(DependencyProvider):  # noqa: N801 (a declaration, read like a function)
    """`seal = seal()`: the key that seals documents, and `address(tenant, secret)` of their verification."""

    database = RoomDatabase()
    _key: SealKey | None = None

    def setup(self) -> None:
        self._own = settings_of(self.container).own
        if self._own["seal_key_file"]:
            self._key = read_key(self._own)

    def get_dependency(self, _: Any) -> "seal":
        return self

    def key(self) -> SealKey:
        if self._key is None:
            if not settings_of(self.container).development:
                text = "Documents are not sealed: set seal_key_file and seal_certificate_file."
                raise Unavailable("seal.no_key", text, retry_after=600.0)
            self._key = development_key(self.database.room.client)
        return self._key

    def address(self, tenant: str, secret: str) -> str:
        return f"{self._own['public_url'].rstrip('/')}/verify/{tenant}.{secret}"


def read_key(own: dict[str, Any]) -> SealKey:
    """SettingsError says which file is wrong: a house with a bad seal does not start."""
    try:
        key, chain = (Path(own[knob]).read_bytes() for knob in ("seal_key_file", "seal_certificate_file"))
        found = SealKey(key, chain, own["seal_passphrase"] or None)
        found.check()
    except (OSError, ValueError) as error:
        raise SettingsError(f"seal_key_file and seal_certificate_file cannot be used as a seal: {error}") from error
    return found


def development_key(client: Any) -> SealKey:
    """The seal that all processes of a development database share; whoever asks first makes it."""
    rows, made = client[DEVELOPMENT_DATABASE]["seal"], self_made(SystemClock().now())
    new = {"$setOnInsert": {"key": made.key, "chain": made.chain}}
    try:
        row = rows.find_one_and_update({"_id": "seal"}, new, upsert=True, return_document=ReturnDocument.AFTER)
    except DuplicateKeyError:  # two made it at once, and the other was faster
        return development_key(client)
    return SealKey(row["key"], row["chain"])
