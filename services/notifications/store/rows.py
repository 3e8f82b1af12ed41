"""Documents as entities: what every collection of the room does alike."""

from dataclasses import fields

from pymongo.database import Database

from multaqa.store import Document
from multaqa.store.repository import Rows


class Expiring(Rows):
    """Rows that are deleted when their `expires_at` has come, by the relay and for all tenants at once."""

    @classmethod
    def ensure_indexes(cls, database: Database[Document]) -> None:
        super().ensure_indexes(database)
        database[cls.collection].create_index([("expires_at", 1)])


def told_of(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, keys) is the store's.

    What a document from before does not say has its default.
    """
    return {field.name: document[field.name] for field in fields(entity) if field.name in document}
