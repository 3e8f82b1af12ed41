"""Where timetables are kept: their runs, and the interviews these gave a table and a slot."""

from collections.abc import Collection, Iterable

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain import Break, Figures, Interview, SlotGrid, TimetableRun
from services.matching.domain.agenda_print import AgendaPrint
from services.matching.domain.kind import KINDS
from services.matching.store.of_organisation import OfOrganisation

PUBLISHED = ["preliminary", "published"]
WITHOUT_JOB = sorted(name for name, kind in KINDS.items() if not kind.leads_to_hiring)


class TimetableRuns(Repository[TimetableRun]):
    collection = "timetable_runs"
    noun = "timetable_run"
    indexes = (Index("edition_id", "number", unique=True),)

    def document(self, run: TimetableRun) -> Document:
        return kept(run)

    def entity(self, document: Document) -> TimetableRun:
        figures = document["figures"]
        return TimetableRun(
            **{
                **document,
                "grid": grid_of(document["grid"]),
                "figures": Figures(**figures) if figures else None,
            }
        )

    def waiting_at(self, edition_id: str) -> list[TimetableRun]:
        return self.many({"edition_id": edition_id, "state": "requested"})

    def published_at(self, edition_id: str) -> TimetableRun | None:
        """The newest that was published, be it preliminary."""
        told = {"edition_id": edition_id, "state": {"$in": PUBLISHED}}
        newest = self.many(told, sort=[("number", -1)], limit=1)
        return newest[0] if newest else None

    def all_published_at(self, edition_id: str) -> list[TimetableRun]:
        return self.many({"edition_id": edition_id, "state": {"$in": PUBLISHED}})

    def next_number(self, edition_id: str) -> int:
        """Numbers are drawn by runs, and once more when one that was preliminary becomes final."""
        newest = self.many({"edition_id": edition_id}, sort=[("number", -1)], limit=1)
        return newest[0].number + 1 if newest else 1


class AgendaPrints(Repository[AgendaPrint]):
    collection = "agenda_prints"
    noun = "agenda_print"
    indexes = (Index("edition_id"),)

    def document(self, asked: AgendaPrint) -> Document:
        return kept(asked)

    def entity(self, document: Document) -> AgendaPrint:
        return AgendaPrint(**document)


class Interviews(OfOrganisation[Interview]):
    """The unique indexes are what makes a double booking impossible, whoever computes the timetable."""

    collection = "interviews"
    noun = "interview"
    indexes = (
        Index("edition_id", "table_id", "slot", unique=True),
        Index("edition_id", "candidate_id", "slot", unique=True),
        Index("candidate_id"),
    )

    def document(self, interview: Interview) -> Document:
        return kept(interview)

    def entity(self, document: Document) -> Interview:
        return Interview(**document)

    def at(self, edition_id: str) -> list[Interview]:
        return self.many({"edition_id": edition_id})

    def of(self, candidate_id: str) -> list[Interview]:
        return self.many({"candidate_id": candidate_id}, sort=[("starts_at", 1)])

    def held_at_editions(self) -> list[str]:
        """Those where somebody was met for a job."""
        return self.rows.distinct("edition_id", {"state": "held", "kind": {"$nin": WITHOUT_JOB}})

    def between(self, edition_id: str, candidate_id: str, organisation_id: str) -> list[Interview]:
        return self.many({"edition_id": edition_id, "candidate_id": candidate_id, "organisation_id": organisation_id})

    def of_either(self, edition_id: str, candidate_id: str, organisation_id: str) -> list[Interview]:
        either = [{"candidate_id": candidate_id}, {"organisation_id": organisation_id}]
        return self.many({"edition_id": edition_id, "$or": either})

    def have_begun(self, edition_id: str) -> bool:
        return self.count({"edition_id": edition_id, "state": {"$ne": "planned"}}) > 0

    def planned_at(self, edition_id: str) -> list[Interview]:
        return self.many({"edition_id": edition_id, "state": "planned"})

    def planned_of(self, candidate_id: str, **narrowed: str) -> list[Interview]:
        return self.many({"candidate_id": candidate_id, "state": "planned", **narrowed})

    def candidates_at(self, edition_id: str, candidates: Collection[str]) -> set[str]:
        """Those of these candidates who have an interview there."""
        asked = {"edition_id": edition_id, "candidate_id": {"$in": list(candidates)}}
        return set(self.rows.distinct("candidate_id", asked))

    def rebook(self, gone: Iterable[Interview], booked: Iterable[Interview]) -> None:
        """Take rows out before any is put in: two that change places would each find the other's place taken."""
        booked = list(booked)
        ids = [interview.id for interview in (*gone, *booked)]
        self.rows.delete_many({"_id": {"$in": ids}, "state": "planned"})
        self.add_all(booked)

    def rename(self, candidate_id: str, pseudonym: str) -> None:
        self.rows.update_many({"candidate_id": candidate_id}, {"$set": {"candidate_id": pseudonym}})


def grid_of(document: Document) -> SlotGrid:
    return SlotGrid(**{**document, "breaks": tuple(Break(**one) for one in document["breaks"])})
