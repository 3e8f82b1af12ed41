"""Agreements with their parties and promises."""

from collections.abc import Collection

from multaqa.store import Index, Repository
from services.partners.domain import Agreement, Commitment, LocalText, Party
from services.partners.store.documents import Document, as_date, as_text, kept


class Agreements(Repository[Agreement]):
    collection = "agreements"
    noun = "agreement"
    indexes = (Index("state"), Index("parties.organisation_id", "state"))

    def document(self, agreement: Agreement) -> Document:
        return {
            **kept(agreement),
            "starts_on": as_text(agreement.starts_on),
            "ends_on": as_text(agreement.ends_on),
            "commitments": [commitment.facts() for commitment in agreement.commitments],
        }

    def entity(self, document: Document) -> Agreement:
        return Agreement(
            **{
                **document,
                "title": LocalText(**document["title"]),
                "parties": [Party(**party) for party in document["parties"]],
                "commitments": [Commitment.promised(promise) for promise in document["commitments"]],
                "sectors": tuple(document["sectors"]),
                "starts_on": as_date(document["starts_on"]),
                "ends_on": as_date(document["ends_on"]),
            }
        )

    def partners_among(self, organisations: Collection[str]) -> set[str]:
        """Those of the organisations that are a party to an agreement in force."""
        in_force = self.many({"state": "in_force", "parties.organisation_id": {"$in": list(organisations)}})
        return {party for agreement in in_force for party in agreement.organisations}
