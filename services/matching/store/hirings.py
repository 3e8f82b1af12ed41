"""Where hirings are kept."""

from datetime import date

from multaqa.store import Document, Index, kept
from services.matching.domain import Hiring
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

    def at(self, edition_id: str) -> list[Hiring]:
        return self.many({"edition_id": edition_id})

    def of(self, candidate_id: str) -> list[Hiring]:
        return self.many({"candidate_id": candidate_id})

    def rename(self, candidate_id: str, pseudonym: str) -> None:
        self.rows.update_many({"candidate_id": candidate_id}, {"$set": {"candidate_id": pseudonym}})

    def taken(self) -> list[Hiring]:
        return self.many({"state": "hired"}, sort=[("_id", 1)])
