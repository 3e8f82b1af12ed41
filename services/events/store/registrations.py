"""Quotas, and the registrations that use them."""

from collections.abc import Collection, Iterable

from multaqa.store import Index, Repository
from services.events.domain import Application, Quota, Registration, Tally
from services.events.store.documents import Document, kept, told


class Quotas(Repository):
    collection = "quotas"
    noun = "quota"
    indexes = (Index("edition_id"),)

    def document(self, quota: Quota) -> Document:
        return kept(quota)

    def entity(self, document: Document) -> Quota:
        return Quota(**told(document, Quota))

    def of_edition(self, edition_id: str) -> list[Quota]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def asked_for(self, applications: Iterable[Application]) -> list[Quota]:
        return self.many({"_id": {"$in": sorted({application.quota_id for application in applications})}})


class Registrations(Repository):
    """`standing` rows are those not cancelled: of these a person has one per edition."""

    collection = "registrations"
    noun = "registration"
    indexes = (
        Index("edition_id", "person_id", unique=True, where={"standing": True}),
        Index("edition_id", "category", "state", "place"),
        Index("edition_id", "_id"),
        Index("person_id"),
    )

    def document(self, registration: Registration) -> Document:
        return {**kept(registration), "standing": registration.stands}

    def entity(self, document: Document) -> Registration:
        return Registration(**{**told(document, Registration), "activity_ids": tuple(document["activity_ids"])})

    def standing_among(self, applications: Collection[Application]) -> list[Registration]:
        return self.many(
            {
                "edition_id": {"$in": sorted({application.edition_id for application in applications})},
                "person_id": {"$in": sorted({application.person_id for application in applications})},
                "standing": True,
            }
        )

    def first_waiting(self, quota: Quota) -> Registration | None:
        waiting = {"edition_id": quota.edition_id, "category": quota.category, "state": "waitlisted"}
        return next(iter(self.many(waiting, sort=[("place", 1)], limit=1)), None)

    def of_edition(self, edition_id: str, ids: Collection[str]) -> dict[str, Registration]:
        """Those of these registrations that are for the edition, by id."""
        return {one.id: one for one in self.many({"_id": {"$in": sorted(ids)}, "edition_id": edition_id})}

    def with_badge(self, edition_id: str, category: str | None = None) -> list[Registration]:
        """Whoever has a badge for the edition and was not forgotten since."""
        asked = {"edition_id": edition_id, "state": {"$in": ["confirmed", "checked_in"]}}
        found = self.many({**asked, "category": category} if category else asked, sort=[("_id", 1)])
        return [one for one in found if not one.is_forgotten]

    def standing_in(self, edition_id: str) -> list[Registration]:
        return self.many({"edition_id": edition_id, "standing": True}, sort=[("_id", 1)])

    def standing_of(self, edition_id: str, person_id: str) -> Registration | None:
        return self.one({"edition_id": edition_id, "person_id": person_id, "standing": True})

    def ahead_of(self, registration: Registration) -> int | None:
        """How many wait before this one now; None for who does not wait."""
        if registration.state != "waitlisted":
            return None
        waiting = {"edition_id": registration.edition_id, "category": registration.category, "state": "waitlisted"}
        return self.count({**waiting, "place": {"$lt": registration.place}})

    def of_person(self, person_id: str) -> list[Registration]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def tally(self, edition_id: str, quotas: list[Quota]) -> Tally:
        by_state = {"_id": {"category": "$category", "state": "$state"}, "count": {"$sum": 1}}
        groups = self.rows.aggregate([{"$match": {"edition_id": edition_id}}, {"$group": by_state}])
        counted = {(group["_id"]["category"], group["_id"]["state"]): group["count"] for group in groups}
        return Tally(tuple(quotas), counted)
