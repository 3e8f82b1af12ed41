"""Stands, the plan they lie on, and who receives people at them."""

from collections.abc import Collection

from multaqa.store import Index, Repository
from services.events.domain import FloorPlan, LocalText, Representative, Stand
from services.events.domain.floor_plan import Rectangle, Zone
from services.events.domain.stand import Equipment, Place
from services.events.store.documents import Document, kept, told


class FloorPlans(Repository[FloorPlan]):
    collection = "floor_plans"
    noun = "plan"

    def document(self, plan: FloorPlan) -> Document:
        return {**kept(plan), "zones": [zone.facts() for zone in plan.zones]}

    def entity(self, document: Document) -> FloorPlan:
        zones = tuple(
            Zone(zone["code"], LocalText(**zone["name"]), Rectangle.stated(zone)) for zone in document["zones"]
        )
        return FloorPlan(**{**told(document, FloorPlan), "zones": zones})

    def claim(self, edition_id: str) -> None:
        """Whoever gives a stand its place on a plan passes here: two at the same instant decide one after the other."""
        self.change({"_id": edition_id}, {"$inc": {"claims": 1}})


class Stands(Repository[Stand]):
    """`standing` rows are those not withdrawn: among them a label and an organisation have one per edition."""

    collection = "stands"
    noun = "stand"
    indexes = (
        Index("edition_id", "label", unique=True, where={"standing": True}),
        Index("edition_id", "organisation_id", unique=True, where={"standing": True, "inherited": False}),
        Index("edition_id", "_id"),
        Index("organisation_id"),
    )

    def document(self, stand: Stand) -> Document:
        return {
            **kept(stand),
            "place": stand.place.facts() if stand.place else None,
            "equipment": [one.facts() for one in stand.equipment],
            "standing": stand.stands,
        }

    def entity(self, document: Document) -> Stand:
        equipment = tuple(Equipment(**one) for one in document["equipment"])
        place = Place.stated(document["place"])
        return Stand(**{**told(document, Stand), "place": place, "equipment": equipment})

    def standing_at(self, edition_id: str) -> list[Stand]:
        return self.many({"edition_id": edition_id, "standing": True}, sort=[("label", 1)])

    def of_organisation(self, organisation_id: str) -> list[Stand]:
        return self.many({"organisation_id": organisation_id}, sort=[("_id", 1)])


class Representatives(Repository[Representative]):
    collection = "representatives"
    noun = "representative"
    indexes = (Index("stand_id"), Index("digest"), Index("person_id"))

    def document(self, representative: Representative) -> Document:
        return kept(representative)

    def entity(self, document: Document) -> Representative:
        return Representative(**told(document, Representative))

    def behind(self, link: str) -> Representative | None:
        return self.one({"digest": link, "ended_at": None})

    def of_stands(self, stands: Collection[str]) -> list[Representative]:
        return self.many({"stand_id": {"$in": sorted(stands)}}, sort=[("_id", 1)])

    def present_at(self, stand_id: str) -> int:
        return self.count({"stand_id": stand_id, "ended_at": None})

    def of_person(self, person_id: str) -> list[Representative]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])
