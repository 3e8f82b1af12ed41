"""Quotas, and the seats that are held for a while."""

from collections.abc import Iterable

from multaqa.store import Index, Repository
from services.events.domain import Application, Hold, Quota, Wish, quota_ids
from services.events.store.documents import Document, kept, told


class Quotas(Repository[Quota]):
    collection = "quotas"
    noun = "quota"
    indexes = (Index("edition_id"),)

    def document(self, quota: Quota) -> Document:
        return kept(quota)

    def entity(self, document: Document) -> Quota:
        return Quota(**told(document, Quota))

    def of_edition(self, edition_id: str) -> list[Quota]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def of_activity(self, edition_id: str, activity_id: str) -> list[Quota]:
        return self.many({"edition_id": edition_id, "activity_id": activity_id}, sort=[("_id", 1)])

    def met_by(self, wishes: Iterable[Wish]) -> list[Quota]:
        return self.many({"_id": {"$in": sorted({id for wish in wishes for id in quota_ids(wish)})}})


class Holds(Repository[Hold]):
    """A row for each seat that is held; whoever takes the row away takes the seat."""

    collection = "holds"
    noun = "hold"
    indexes = (
        Index("edition_id"),
        Index("edition_id", "held_by", "slot", unique=True, where={"held_by": {"$type": "string"}}),
    )

    def document(self, hold: Hold) -> Document:
        return kept(hold)

    def entity(self, document: Document) -> Hold:
        return Hold(**{**told(document, Hold), "activity_ids": tuple(document["activity_ids"])})

    def asked_for(self, applications: Iterable[Application]) -> list[Hold]:
        if ids := sorted({one.hold_id for one in applications if one.hold_id}):
            return self.many({"_id": {"$in": ids}})
        return []

    def slots_of(self, edition_id: str, held_by: str) -> list[int]:
        return [hold.slot for hold in self.many({"edition_id": edition_id, "held_by": held_by})]

    def of_edition(self, edition_id: str) -> list[Hold]:
        return self.many({"edition_id": edition_id})
