"""Where offers are kept."""

from collections.abc import Collection

from multaqa.store import Document, Index, kept
from services.matching.domain import ClockHours, LocalText, Offer, SoughtSkill
from services.matching.store.of_organisation import OfOrganisation


class Offers(OfOrganisation[Offer]):
    collection = "offers"
    noun = "offer"
    indexes = (Index("edition_id"), Index("organisation_id"))

    def document(self, offer: Offer) -> Document:
        return kept(offer)

    def entity(self, document: Document) -> Offer:
        return Offer(
            **{
                **document,
                "title": LocalText(**document["title"]),
                "required": tuple(SoughtSkill(**skill) for skill in document["required"]),
                "wished": tuple(SoughtSkill(**skill) for skill in document["wished"]),
                "languages": tuple(document["languages"]),
                "knock_outs": tuple(document["knock_outs"]),
                "recruiter_codes": tuple(document.get("recruiter_codes", ())),
                "hours": ClockHours(**document["hours"]) if document.get("hours") else None,
            }
        )

    def open_at(self, editions: Collection[str]) -> list[Offer]:
        offers = self.many({"edition_id": {"$in": list(editions)}, "closed_at": None}, sort=[("_id", 1)])
        return [offer for offer in offers if offer.is_open]

    def unclosed_at(self, edition_id: str) -> list[Offer]:
        return self.many({"edition_id": edition_id, "closed_at": None}, sort=[("_id", 1)])

    def some(self, offers: Collection[str]) -> list[Offer]:
        return self.many({"_id": {"$in": list(offers)}}, sort=[("_id", 1)])

    def titles_of(self, offers: Collection[str]) -> dict[str, LocalText]:
        return {offer.id: offer.title for offer in self.some(offers)}
