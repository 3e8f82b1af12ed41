"""What the observatory remembers: a snapshot per skill and month, and that it watches."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from multaqa.ids import new_id
from multaqa.store import Index
from multaqa.store.repository import Rows
from services.matching.domain.observatory import Snapshot

FIGURES = ("skill", "sector", "period", "supply", "demand", "gap", "tension")


class Snapshots(Rows):
    """One row per month and skill; taken again within its month, it is replaced, but what was told of it stays told."""

    collection = "observatory_snapshots"
    noun = "snapshot"
    indexes = (Index("period", "skill", unique=True), Index("skill", "-period"))

    def keep(self, period: str, snapshots: Collection[Snapshot]) -> None:
        told = set(self.rows.distinct("skill", {"period": period, "told": True}))
        self.rows.delete_many({"period": period})
        rows = [
            {"_id": new_id(), "told": one.skill in told, **{name: getattr(one, name) for name in FIGURES}}
            for one in snapshots
        ]
        if rows:
            self.rows.insert_many(rows)

    def tell(self, period: str, skills: Collection[str]) -> set[str]:
        """Mark these as told; which of them were not before."""
        asked = {"period": period, "skill": {"$in": sorted(skills)}}
        fresh = set(self.rows.distinct("skill", {**asked, "told": False}))
        self.rows.update_many(asked, {"$set": {"told": True}})
        return fresh

    def last_before(self, period: str) -> dict[str, Snapshot]:
        """By skill, its latest snapshot of an earlier month."""
        newest = {"_id": "$skill", "row": {"$last": "$$ROOT"}}
        earlier = [{"$match": {"period": {"$lt": period}}}, {"$sort": {"period": 1}}, {"$group": newest}]
        return {group["_id"]: _snapshot(group["row"]) for group in self.rows.aggregate(earlier)}

    def of(self, skill: str, limit: int) -> list[Snapshot]:
        """The newest first."""
        rows = self.rows.find({"skill": skill}, sort=[("period", -1)], limit=limit)
        return [_snapshot(row) for row in rows]


def _snapshot(row: dict[str, Any]) -> Snapshot:
    return Snapshot(**{name: row[name] for name in FIGURES})


class Watches(Rows):
    """One row a tenant whose months are watched."""

    collection = "observatory_watches"
    noun = "watch"
    indexes = (Index(unique=True),)

    def begin(self, at: datetime) -> bool:
        """Whether nobody watched before."""
        if self.rows.find_one({}):
            return False
        self.rows.insert_one({"_id": new_id(), "begun_at": at})
        return True
