"""Documents as entities: what every collection of the room does alike."""

from dataclasses import fields

from multaqa.store import Document


def told_of(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, keys) is the store's.

    What a document from before does not say has its default.
    """
    return {field.name: document[field.name] for field in fields(entity) if field.name in document}
