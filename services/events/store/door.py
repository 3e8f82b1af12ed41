"""Devices at the doors, their scans, and badges that were printed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from multaqa.store import Index, Repository
from services.events.domain.badge_print import BadgePrint, Part
from services.events.domain.device import Device
from services.events.domain.scan import Scan
from services.events.store.documents import Document, kept, told


class Devices(Repository[Device]):
    collection = "devices"
    noun = "device"
    indexes = (Index("digest", unique=True), Index("edition_id", "_id"))

    def document(self, device: Device) -> Document:
        return kept(device)

    def entity(self, document: Document) -> Device:
        return Device(**told(document, Device))

    def of_edition(self, edition_id: str) -> list[Device]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def behind(self, link: str) -> Device | None:
        return self.one({"digest": link, "revoked_at": None})


class Scans(Repository[Scan]):
    collection = "scans"
    noun = "scan"
    indexes = (
        Index("mark", unique=True),
        Index("edition_id", "verdict", "_id"),
        Index("registration_id"),
        Index("edition_id", "conflict", "_id"),
    )

    def document(self, scan: Scan) -> Document:
        return kept(scan)

    def entity(self, document: Document) -> Scan:
        return Scan(**told(document, Scan))

    def marked(self, marks: Collection[str]) -> dict[str, Scan]:
        return {scan.mark: scan for scan in self.many({"mark": {"$in": sorted(marks)}})}

    def of_registrations(self, ids: Iterable[str]) -> list[Scan]:
        return self.many({"registration_id": {"$in": sorted(ids)}})

    def figures(self, edition_id: str, since: datetime) -> list[Document]:
        """Who came and who is inside by category and device; `since` is where the last minutes begin."""
        standing = {"edition_id": edition_id, "undone_at": None}
        cells = {
            "_id": {"category": "$category", "device_id": "$device_id"},
            "entries": _sum("$is_first"),
            "inside": {"$sum": {"$switch": {"branches": [_worth("accepted", 1), _worth("left", -1)], "default": 0}}},
            "duplicates": _sum({"$eq": ["$verdict", "already_in"]}),
            "conflicts": _sum({"$ne": ["$conflict", None]}),
            "refused": _sum({"$not": [{"$in": ["$verdict", ["accepted", "already_in", "left", "not_inside"]]}]}),
            "lately": _sum({"$and": ["$is_first", {"$gte": ["$at", since]}]}),
        }
        return self.rows.aggregate([{"$match": standing}, {"$group": cells}])


def _sum(condition: Any) -> Document:
    return {"$sum": {"$cond": [condition, 1, 0]}}


def _worth(verdict: str, worth: int) -> Document:
    return {"case": {"$eq": ["$verdict", verdict]}, "then": worth}


class BadgePrints(Repository[BadgePrint]):
    collection = "badge_prints"
    noun = "badge_print"
    indexes = (Index("edition_id", "_id"), Index("registration_ids"))

    def document(self, asked: BadgePrint) -> Document:
        return {**kept(asked), "parts": [vars(part) for part in asked.parts]}

    def entity(self, document: Document) -> BadgePrint:
        parts = [Part(**part) for part in document["parts"]]
        return BadgePrint(**{**told(document, BadgePrint), "parts": parts})

    def showing(self, registration_ids: Iterable[str]) -> list[BadgePrint]:
        return self.many({"registration_ids": {"$in": sorted(registration_ids)}})
