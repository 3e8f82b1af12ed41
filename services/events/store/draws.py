"""Draws, one for an edition."""

from collections.abc import Iterable

from multaqa.store import Repository
from services.events.domain import Draw, Edition
from services.events.store.documents import Document, kept, told


class Draws(Repository[Draw]):
    collection = "draws"
    noun = "draw"

    def document(self, draw: Draw) -> Document:
        return kept(draw)

    def entity(self, document: Document) -> Draw:
        return Draw(**{**told(document, Draw), "order": tuple(document["order"])})

    def undrawn(self, editions: Iterable[Edition]) -> set[str]:
        """The editions whose waitlist waits for a draw."""
        drawing = {edition.id for edition in editions if edition.waitlist_order == "draw"}
        if not drawing:
            return set()
        return drawing - {draw.id for draw in self.many({"_id": {"$in": sorted(drawing)}, "drawn_at": {"$ne": None}})}
