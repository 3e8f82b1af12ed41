"""What oversight keeps: records of runs, reviews that were asked for, and attributes that no score reads."""

from collections.abc import Collection

from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from multaqa.store.repository import Rows
from services.matching.domain.impact import ATTRIBUTES
from services.matching.domain.record import RunRecord
from services.matching.domain.review import Review


class RunRecords(Repository[RunRecord]):
    collection = "run_records"
    noun = "run_record"
    indexes = (Index("edition_id"),)

    def document(self, record: RunRecord) -> Document:
        return kept(record)

    def entity(self, document: Document) -> RunRecord:
        return RunRecord(**document)


class Reviews(Repository[Review]):
    collection = "reviews"
    noun = "review"
    indexes = (Index("candidate_id"), Index("state"))

    def document(self, review: Review) -> Document:
        return kept(review)

    def entity(self, document: Document) -> Review:
        return Review(**document)

    def of(self, candidate_id: str) -> list[Review]:
        return self.many({"candidate_id": candidate_id}, sort=[("_id", 1)])

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})


class Attributes(Rows):
    """Gender, institute and province of persons, where known. Impact ratios and hirings read it: scoring never does."""

    collection = "attributes"
    noun = "attributes"
    indexes = (Index("person_id", unique=True),)

    def tell(self, person_id: str, **known: str | None) -> None:
        row = {"$set": known, "$setOnInsert": {"_id": new_id()}}
        self.rows.update_one({"person_id": person_id}, row, upsert=True)

    def of(self, persons: Collection[str]) -> dict[str, dict[str, str | None]]:
        rows = self.rows.find({"person_id": {"$in": list(persons)}})
        return {row["person_id"]: {name: row.get(name) for name in ATTRIBUTES} for row in rows}

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})
