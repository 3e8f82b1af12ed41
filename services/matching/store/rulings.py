"""Where what humans rule about interviews is kept, and who is concerned by what has changed since the timetable."""

from collections.abc import Collection
from dataclasses import dataclass

from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from multaqa.store.repository import E, Rows
from services.matching.domain.rulings import Absence, ForbiddenMeeting, LateOpening, PinnedMeeting
from services.matching.store.of_organisation import OfOrganisation


class OfMeeting(OfOrganisation[E]):
    """Rulings about a candidate and an organisation at an edition."""

    indexes = (Index("edition_id", "candidate_id"), Index("candidate_id"))

    def document(self, entity: E) -> Document:
        return kept(entity)

    def at(self, edition_id: str) -> list[E]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def of(self, candidate_id: str) -> list[E]:
        return self.many({"candidate_id": candidate_id}, sort=[("_id", 1)])

    def of_meeting(self, edition_id: str, candidate_id: str, organisation_id: str) -> E | None:
        asked = {"edition_id": edition_id, "candidate_id": candidate_id, "organisation_id": organisation_id}
        return self.one(asked)

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})


class Pins(OfMeeting[PinnedMeeting]):
    collection = "pins"
    noun = "pin"

    def entity(self, document: Document) -> PinnedMeeting:
        return PinnedMeeting(**document)

    def lose_their_day(self, edition_id: str) -> None:
        """Their hours are none any more; that these meetings are wanted stays true."""
        loosened = {"$set": {"starts_at": None, "table_id": None}, "$inc": {"version": 1}}
        self.rows.update_many({"edition_id": edition_id}, loosened)


class ForbiddenMeetings(OfMeeting[ForbiddenMeeting]):
    collection = "forbidden_meetings"
    noun = "forbidden_meeting"

    def entity(self, document: Document) -> ForbiddenMeeting:
        return ForbiddenMeeting(**document)


class Absences(Repository[Absence]):
    collection = "absences"
    noun = "absence"
    indexes = (Index("edition_id", "candidate_id", unique=True), Index("candidate_id"))

    def document(self, absence: Absence) -> Document:
        return kept(absence)

    def entity(self, document: Document) -> Absence:
        return Absence(**document)

    def absent_at(self, edition_id: str) -> set[str]:
        return set(self.rows.distinct("candidate_id", {"edition_id": edition_id}))

    def of(self, candidate_id: str) -> list[Absence]:
        return self.many({"candidate_id": candidate_id}, sort=[("_id", 1)])

    def at(self, edition_id: str, candidate_id: str) -> Absence | None:
        return self.one({"edition_id": edition_id, "candidate_id": candidate_id})

    def end(self, edition_id: str, candidates: Collection[str]) -> None:
        self.rows.delete_many({"edition_id": edition_id, "candidate_id": {"$in": list(candidates)}})

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})


class LateOpenings(OfOrganisation[LateOpening]):
    collection = "late_openings"
    noun = "late_opening"
    indexes = (Index("edition_id"),)

    def document(self, late: LateOpening) -> Document:
        return kept(late)

    def entity(self, document: Document) -> LateOpening:
        return LateOpening(**document)

    def at(self, edition_id: str) -> list[LateOpening]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def of_organisation(self, edition_id: str, organisation_id: str) -> LateOpening | None:
        return self.one({"edition_id": edition_id, "organisation_id": organisation_id})

    def lose_their_day(self, edition_id: str) -> None:
        self.rows.delete_many({"edition_id": edition_id})


@dataclass(frozen=True)
class Concern:
    """Candidates who look for an interview, and organisations at which places may be free."""

    candidates: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


class Concerns(Rows):
    """What the next replanning of an edition has to look at; whatever it has looked at is gone."""

    collection = "concerns"
    noun = "concern"
    indexes = (Index("edition_id"), Index("candidate_id"))

    def add(self, edition_id: str, candidates: Collection[str], organisations: Collection[str]) -> None:
        rows = [
            *({"_id": new_id(), "edition_id": edition_id, "candidate_id": one} for one in candidates),
            *({"_id": new_id(), "edition_id": edition_id, "organisation_id": one} for one in organisations),
        ]
        if rows:
            self.rows.insert_many(rows)

    def take(self, edition_id: str) -> Concern:
        rows = list(self.rows.find({"edition_id": edition_id}))
        if rows:
            self.rows.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        return Concern(
            frozenset(row["candidate_id"] for row in rows if "candidate_id" in row),
            frozenset(row["organisation_id"] for row in rows if "organisation_id" in row),
        )

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})
