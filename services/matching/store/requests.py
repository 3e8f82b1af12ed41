"""Where requests for interviews are kept, and how editions handle them."""

from datetime import datetime

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain.modes import InterviewModes
from services.matching.domain.request import InterviewRequest
from services.matching.store.of_organisation import OfOrganisation
from services.matching.store.timetables import grid_of


class ModesRows(Repository[InterviewModes]):
    collection = "interview_modes"
    noun = "interview_modes"
    indexes = (Index("edition_id", unique=True),)

    def document(self, modes: InterviewModes) -> Document:
        return kept(modes)

    def entity(self, document: Document) -> InterviewModes:
        grid = document["grid"]
        return InterviewModes(**{**document, "grid": grid_of(grid) if grid else None})

    def at(self, edition_id: str) -> InterviewModes | None:
        return self.one({"edition_id": edition_id})


class InterviewRequests(OfOrganisation[InterviewRequest]):
    collection = "interview_requests"
    noun = "interview_request"
    indexes = (
        Index("edition_id", "candidate_id", "offer_id", unique=True, where={"stands": True}),
        Index("candidate_id"),
        Index("offer_id"),
        Index("interview_id"),
    )

    def document(self, request: InterviewRequest) -> Document:
        return kept(request)

    def entity(self, document: Document) -> InterviewRequest:
        return InterviewRequest(**{**document, "slots": tuple(document["slots"])})

    def at(self, edition_id: str) -> list[InterviewRequest]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def of(self, candidate_id: str) -> list[InterviewRequest]:
        return self.many({"candidate_id": candidate_id}, sort=[("_id", 1)])

    def standing_of(self, candidate_id: str, edition_id: str) -> list[InterviewRequest]:
        return self.many({"candidate_id": candidate_id, "edition_id": edition_id, "stands": True})

    def unanswered_for(self, offer_id: str) -> list[InterviewRequest]:
        return self.many({"offer_id": offer_id, "state": "open"}, sort=[("_id", 1)])

    def were_accepted_at(self, edition_id: str) -> bool:
        return self.count({"edition_id": edition_id, "state": "accepted"}) > 0

    def withdraw(self, candidate_id: str, edition_id: str) -> None:
        """Whoever gives their seat back asks for nothing any more."""
        self._end({"candidate_id": candidate_id, "edition_id": edition_id})

    def lapse(self, edition_id: str) -> None:
        self._end({"edition_id": edition_id})

    def move(self, edition_id: str, expires_at: datetime) -> None:
        """The edition has another day: what had a slot has lost it, the rest waits for the new one."""
        self._end({"edition_id": edition_id, "interview_id": {"$ne": None}})
        later = {"$set": {"expires_at": expires_at}, "$inc": {"version": 1}}
        self.rows.update_many({"edition_id": edition_id, "stands": True}, later)

    def _end(self, whose: Document) -> None:
        ended = {"$set": {"state": "cancelled", "stands": False, "answered_at": None}, "$inc": {"version": 1}}
        self.rows.update_many({**whose, "stands": True}, ended)

    def forget(self, candidate_id: str) -> None:
        self.rows.delete_many({"candidate_id": candidate_id})
