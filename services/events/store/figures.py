"""What the figures are counted from: this room's own rows, and the interviews and hirings it has heard of."""

from collections.abc import Iterable, Mapping
from typing import Any

from multaqa.store import Index, Projection
from services.events.domain.funnel import DIMENSIONS, Cell, cells_of
from services.events.store.documents import Document

KIND = tuple(DIMENSIONS.values())


def cells(rows: Any, asked: Mapping[str, Any]) -> list[Cell]:
    """The persons of these rows by kind, each counted once."""
    once = {"_id": "$person_id", **{name: {"$last": f"${name}"} for name in KIND}}
    by_kind = {"_id": {name: f"${name}" for name in KIND}, "count": {"$sum": 1}}
    groups = rows.aggregate([{"$match": dict(asked)}, {"$sort": {"_id": 1}}, {"$group": once}, {"$group": by_kind}])
    return [Cell({name: group["_id"].get(name) for name in KIND}, group["count"]) for group in groups]


class InterviewsHeld(Projection):
    """By interview; `pseudonym` is what hirings name its candidate by."""

    collection = "interviews_held"
    noun = "interview_held"
    indexes = (Index("edition_id", "person_id"), Index("edition_id", "pseudonym"), Index("person_id"))

    def cells(self, edition_id: str) -> list[Cell]:
        return cells(self.rows, {"edition_id": edition_id})

    def kinds_of(self, edition_id: str, pseudonyms: Iterable[str]) -> dict[str, Document]:
        """Who the candidates of these pseudonyms were at the edition."""
        found = self.many({"edition_id": edition_id, "pseudonym": {"$in": sorted(pseudonyms)}})
        return {row["pseudonym"]: row for row in found}

    def of_person(self, person_id: str) -> list[Document]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def rename(self, edition_id: str, person_id: str, name: str) -> None:
        self.rows.update_many({"edition_id": edition_id, "person_id": person_id}, {"$set": {"person_id": name}})


class HiredCandidates(Projection):
    """By hiring; of whom, only the pseudonym was told."""

    collection = "hired_candidates"
    noun = "hired_candidate"
    indexes = (Index("edition_id", "pseudonym"),)

    def cells(self, edition_id: str, met: InterviewsHeld) -> list[Cell]:
        pseudonyms = sorted(self.rows.distinct("pseudonym", {"edition_id": edition_id}))
        kinds = met.kinds_of(edition_id, pseudonyms)
        return cells_of(kinds.get(pseudonym, {}) for pseudonym in pseudonyms)
