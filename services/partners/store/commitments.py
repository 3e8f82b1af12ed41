"""Commitments, and the evidence that speaks for them."""

from collections.abc import Collection
from datetime import date

from multaqa.store import Document, Index, Page, Repository, kept
from services.partners.domain.commitment import EARLY, Commitment
from services.partners.domain.evidence import Evidence
from services.partners.store.documents import as_date, as_text


class Commitments(Repository[Commitment]):
    collection = "commitments"
    noun = "commitment"
    indexes = (Index("agreement_id"), Index("owner"), Index("status"))

    def document(self, commitment: Commitment) -> Document:
        days = {name: as_text(getattr(commitment, name)) for name in ("due_on", "starts_on", "ended_on")}
        document = {**kept(commitment), **days}
        del document["news"]
        return document

    def entity(self, document: Document) -> Commitment:
        days = {name: as_date(document[name]) for name in ("due_on", "starts_on", "ended_on")}
        return Commitment(**{**document, **days})

    def of_agreement(self, agreement_id: str) -> list[Commitment]:
        return self.many({"agreement_id": agreement_id}, sort=[("_id", 1)])

    def promised_by(self, owners: Collection[str]) -> list[Commitment]:
        return self.many({"owner": {"$in": list(owners)}}, sort=[("_id", 1)])


class EvidenceRows(Repository[Evidence]):
    """One row per source: never does a source count twice."""

    collection = "evidence"
    noun = "evidence"
    indexes = (
        Index("organisation_id", "standing", "day"),
        Index("commitment_id", where={"commitment_id": {"$type": "string"}}),
        Index("candidates", where={"standing": "to_confirm"}),
        Index("standing"),
    )

    def document(self, evidence: Evidence) -> Document:
        return {**kept(evidence), "day": as_text(evidence.day)}

    def entity(self, document: Document) -> Evidence:
        listed = {name: tuple(document[name]) for name in ("kinds", "candidates")}
        return Evidence(**{**document, **listed, "day": as_date(document["day"])})

    def unclaimed(self, organisations: Collection[str], since: date) -> list[Evidence]:
        """What they did, that speaks for no commitment yet and may have been meant by one that starts then."""
        asked = {"organisation_id": {"$in": list(organisations)}, "standing": "unclaimed"}
        return self.many({**asked, "day": {"$gte": as_text(since - EARLY)}}, sort=[("day", 1)])

    def page_speaking_for(self, commitment_id: str, after: str | None, limit: int) -> Page[Evidence]:
        """What counts for the commitment, and what a human may still let count for it."""
        waiting = {"candidates": commitment_id, "standing": "to_confirm"}
        return self.page({"$or": [{"commitment_id": commitment_id}, waiting]}, after, limit)
