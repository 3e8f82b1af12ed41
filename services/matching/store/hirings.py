"""Where hirings are kept, and the links by which people say whether they are still in their jobs."""

from collections.abc import Collection
from datetime import date

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain import ConfirmationLink, Hiring
from services.matching.store.of_organisation import OfOrganisation


class Hirings(OfOrganisation[Hiring]):
    collection = "hirings"
    noun = "hiring"
    indexes = (Index("interview_id", unique=True), Index("edition_id"), Index("candidate_id"), Index("state"))

    def document(self, hiring: Hiring) -> Document:
        return {**kept(hiring), "starts_on": hiring.starts_on.isoformat()}

    def entity(self, document: Document) -> Hiring:
        return Hiring(**{**document, "starts_on": date.fromisoformat(document["starts_on"])})

    def after(self, interview_id: str) -> Hiring | None:
        return self.one({"interview_id": interview_id})

    def after_any(self, interviews: Collection[str]) -> list[Hiring]:
        return self.many({"interview_id": {"$in": list(interviews)}})

    def at(self, edition_id: str) -> list[Hiring]:
        return self.many({"edition_id": edition_id})

    def of(self, candidate_id: str) -> list[Hiring]:
        return self.many({"candidate_id": candidate_id})

    def rename(self, candidate_id: str, pseudonym: str) -> None:
        self.rows.update_many({"candidate_id": candidate_id}, {"$set": {"candidate_id": pseudonym}})

    def taken(self) -> list[Hiring]:
        return self.many({"state": "hired"}, sort=[("_id", 1)])


class ConfirmationLinks(Repository[ConfirmationLink]):
    """A row's id is the digest of its link: whoever holds the link finds it, nobody else does."""

    collection = "confirmation_links"
    noun = "confirmation_link"
    indexes = (Index("candidate_id"),)

    def document(self, link: ConfirmationLink) -> Document:
        return kept(link)

    def entity(self, document: Document) -> ConfirmationLink:
        return ConfirmationLink(**document)

    def of(self, candidate_id: str) -> list[ConfirmationLink]:
        return self.many({"candidate_id": candidate_id}, sort=[("made_at", 1)])

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})
