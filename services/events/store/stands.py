"""Stands."""

from multaqa.store import Index, Repository
from services.events.domain import Stand
from services.events.store.documents import Document, kept, told


class Stands(Repository):
    collection = "stands"
    noun = "stand"
    indexes = (
        Index("edition_id", "label", unique=True),
        Index("edition_id", "organisation_id", unique=True),
    )

    def document(self, stand: Stand) -> Document:
        return kept(stand)

    def entity(self, document: Document) -> Stand:
        return Stand(**told(document, Stand))

    def like(self, stand: Stand) -> Stand | None:
        """A stand of the same edition with the same label, or of the same organisation."""
        same = [{"label": stand.label}, {"organisation_id": stand.organisation_id}]
        return self.one({"edition_id": stand.edition_id, "$or": same})
