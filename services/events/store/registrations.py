"""Registrations, and how many there are."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from multaqa.store import Index, Repository
from services.events.domain import SEATED, Application, Hold, Quota, Registration, Tally, quota_id, quota_ids
from services.events.store.documents import Document, kept, told


class Registrations(Repository[Registration]):
    """`standing` rows are those not cancelled: of these a person has one per edition."""

    collection = "registrations"
    noun = "registration"
    indexes = (
        Index("edition_id", "person_id", unique=True, where={"standing": True}),
        Index("edition_id", "state", "place", "category"),
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

    def waiting_for(
        self, edition_id: str, wanted: Iterable[Quota], but_not: Iterable[Quota], limit: int
    ) -> list[Registration]:
        """Who waits for a seat of one of these quotas and of none of those, in the order of their places."""
        asked: Document = {"edition_id": edition_id, "state": "waitlisted", "$or": [_meeting(one) for one in wanted]}
        if full := [_meeting(quota) for quota in but_not]:
            asked["$nor"] = full
        return self.many(asked, sort=[("place", 1)], limit=limit)

    def count_waiting(self, edition_id: str) -> int:
        return self.count({"edition_id": edition_id, "state": "waitlisted"})

    def waiting(self, edition_id: str) -> list[Registration]:
        return self.many({"edition_id": edition_id, "state": "waitlisted"}, sort=[("_id", 1)])

    def offered_beyond(self, edition_id: str, at: datetime, limit: int) -> list[Registration]:
        """Some to whom a seat is offered until later than this."""
        asked = {"edition_id": edition_id, "state": "offered", "offered_until": {"$gt": at}}
        return self.many(asked, sort=[("place", 1)], limit=limit)

    def standing_at(self, edition_id: str, limit: int) -> list[Registration]:
        """Some who have not come and are not cancelled."""
        states = ["pending", "waitlisted", "offered", "confirmed"]
        return self.many({"edition_id": edition_id, "state": {"$in": states}}, sort=[("_id", 1)], limit=limit)

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
        """How many wait now before this one for a seat that it waits for, too; None for who does not wait."""
        if registration.state != "waitlisted":
            return None
        rivals: list[Document] = [{"category": registration.category}]
        if registration.activity_ids:
            rivals.append({"activity_ids": {"$in": list(registration.activity_ids)}})
        before = {"edition_id": registration.edition_id, "state": "waitlisted", "place": {"$lt": registration.place}}
        return self.count({**before, "$or": rivals})

    def of_person(self, person_id: str) -> list[Registration]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def tally(self, edition_id: str, quotas: list[Quota], holds: Collection[Hold]) -> Tally:
        counted = self._counted(edition_id)
        used = Counter(self._used_of_activities(edition_id))
        for (category, state), count in counted.items():
            if state in SEATED:
                used[quota_id(edition_id, category)] += count
                used[quota_id(edition_id)] += count
        for hold in holds:
            used.update(quota_ids(hold))
        return Tally(tuple(quotas), counted, used)

    def _counted(self, edition_id: str) -> dict[tuple[str, str], int]:
        by_state = {"_id": {"category": "$category", "state": "$state"}, "count": {"$sum": 1}}
        groups = self.rows.aggregate([{"$match": {"edition_id": edition_id}}, {"$group": by_state}])
        return {(group["_id"]["category"], group["_id"]["state"]): group["count"] for group in groups}

    def _used_of_activities(self, edition_id: str) -> Mapping[str, int]:
        seated = {"edition_id": edition_id, "state": {"$in": list(SEATED)}, "activity_ids.0": {"$exists": True}}
        by_activity = {"_id": {"activity": "$activity_ids", "category": "$category"}, "count": {"$sum": 1}}
        used: Counter[str] = Counter()
        for group in self.rows.aggregate([{"$match": seated}, {"$unwind": "$activity_ids"}, {"$group": by_activity}]):
            for category in (group["_id"]["category"], None):
                used[quota_id(edition_id, category, group["_id"]["activity"])] += group["count"]
        return used


def _meeting(quota: Quota) -> Document:
    """A filter for the registrations that a quota counts, within its edition."""
    parts: Document = {"category": quota.category} if quota.category else {}
    return {**parts, "activity_ids": quota.activity_id} if quota.activity_id else parts
