"""Where the links of those who receive at a company's tables are kept."""

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain.reception import ReceptionLink


class ReceptionLinks(Repository[ReceptionLink]):
    """A row's id is the digest of its link: whoever holds the link finds it, nobody else does."""

    collection = "reception_links"
    noun = "reception_link"
    indexes = (Index("edition_id", "organisation_id"),)

    def document(self, link: ReceptionLink) -> Document:
        return kept(link)

    def entity(self, document: Document) -> ReceptionLink:
        return ReceptionLink(**document)

    def working(self, edition_id: str, organisation_id: str) -> list[ReceptionLink]:
        return self.many({"edition_id": edition_id, "organisation_id": organisation_id, "ended_at": None})
