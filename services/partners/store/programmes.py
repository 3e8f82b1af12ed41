"""The training offer, and the changes proposed to what it teaches."""

from multaqa.store import Document, Index, Repository, kept
from services.partners.domain import LocalText
from services.partners.domain.curriculum_change import CurriculumChange, Origin, Step
from services.partners.domain.programme import Enrolment, Programme, TaughtSkill


class Programmes(Repository[Programme]):
    collection = "programmes"
    noun = "programme"
    indexes = (
        Index("institute_id", "code", unique=True),
        Index("sector", "_id"),
        Index("taught.skill", "_id"),
    )

    def document(self, programme: Programme) -> Document:
        return kept(programme)

    def entity(self, document: Document) -> Programme:
        return Programme(
            **{
                **document,
                "title": LocalText(**document["title"]),
                "taught": tuple(TaughtSkill(**taught) for taught in document["taught"]),
                "enrolments": tuple(Enrolment(**enrolment) for enrolment in document["enrolments"]),
            }
        )

    def coded(self, institute_id: str, code: str) -> Programme | None:
        return self.one({"institute_id": institute_id, "code": code})

    def of(self, institutes: list[str]) -> dict[tuple[str, str], Programme]:
        """The programmes of some institutes, by institute and code."""
        known = self.many({"institute_id": {"$in": institutes}})
        return {(programme.institute_id, programme.code): programme for programme in known}


class CurriculumChanges(Repository[CurriculumChange]):
    """The unique index keeps two changes of one programme from awaiting a decision at once, whoever proposes them."""

    collection = "curriculum_changes"
    noun = "curriculum_change"
    indexes = (
        Index("programme_id", unique=True, where={"state": "proposed"}),
        Index("programme_id", "_id"),
        Index("state", "_id"),
    )

    def document(self, change: CurriculumChange) -> Document:
        return kept(change)

    def entity(self, document: Document) -> CurriculumChange:
        return CurriculumChange(
            **{
                **document,
                "steps": tuple(Step(**step) for step in document["steps"]),
                "origin": Origin(**document["origin"]),
            }
        )

    def open_of(self, programme_id: str) -> CurriculumChange | None:
        return self.one({"programme_id": programme_id, "state": "proposed"})
