"""Signing keys, their private parts sealed."""

from multaqa.store import Index, Repository
from services.events.domain.signing_key import KeyKind, SealedKey
from services.events.store.documents import Document, kept, told


class Keys(Repository[SealedKey]):
    """Of each kind a tenant has one current key: the index holds it, whoever makes one at the same moment."""

    collection = "keys"
    noun = "key"
    indexes = (Index("kind", unique=True, where={"current": True}), Index("kind", "_id"))

    def document(self, key: SealedKey) -> Document:
        return {**kept(key), "current": key.is_current}

    def entity(self, document: Document) -> SealedKey:
        return SealedKey(**told(document, SealedKey))

    def current(self, kind: KeyKind) -> SealedKey | None:
        return self.one({"kind": kind, "current": True})

    def of_kind(self, kind: KeyKind) -> list[SealedKey]:
        """The current key first, then those that signed before it."""
        return sorted(self.many({"kind": kind}), key=lambda key: (key.is_current, key.made_at), reverse=True)
