"""Where weights are kept: those of the tenant, and those of single offers."""

from collections.abc import Collection

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain import StatedWeights, Weights


class WeightRows(Repository[StatedWeights]):
    collection = "weights"
    noun = "weights"
    indexes = (Index("offer_id", unique=True),)

    def document(self, stated: StatedWeights) -> Document:
        return kept(stated)

    def entity(self, document: Document) -> StatedWeights:
        return StatedWeights(**document)

    def stated_for(self, offer_id: str | None) -> StatedWeights | None:
        return self.one({"offer_id": offer_id})

    def of_offers(self, offers: Collection[str]) -> dict[str, Weights]:
        """Of those that have weights of their own."""
        return {
            stated.offer_id: stated.weights()
            for stated in self.many({"offer_id": {"$in": list(offers)}})
            if stated.offer_id
        }
