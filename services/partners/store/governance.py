"""Committees, their seats, meetings, decisions and minutes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from multaqa.store import Document, Index, Repository, kept
from multaqa.store.repository import Page
from services.partners.domain import LocalText
from services.partners.domain.governance import (
    AgendaItem,
    Committee,
    Decision,
    Mandate,
    Meeting,
    Minutes,
    MinutesVersion,
    QuorumRule,
    Roll,
    RollEntry,
    Rules,
    Seat,
    Votes,
)
from services.partners.store.documents import as_date, as_text

MANDATE_DAYS = ("from_on", "until_on", "ended_on")
SEAT_DAYS = (*MANDATE_DAYS, "since")


class Committees(Repository[Committee]):
    collection = "committees"
    noun = "committee"
    indexes = (Index("institute_id"),)

    def document(self, committee: Committee) -> Document:
        return kept(committee)

    def entity(self, document: Document) -> Committee:
        return Committee(**{**document, "name": LocalText(**document["name"]), "rules": _rules(document["rules"])})

    def known_among(self, ids: Collection[str]) -> set[str]:
        return {committee.id for committee in self.many({"_id": {"$in": list(ids)}})}


class Seats(Repository[Seat]):
    collection = "seats"
    noun = "seat"
    indexes = (
        Index("committee_id"),
        Index("agreement_id", where={"agreement_id": {"$type": "string"}}),
        Index("organisation_id"),
        Index("state", "committee_id"),
        Index("mandates.holder_person_id"),
        Index("mandates.deputy_person_id"),
    )

    def document(self, seat: Seat) -> Document:
        return {
            **kept(seat),
            **_days_written(vars(seat), SEAT_DAYS),
            "mandates": [{**vars(mandate), **_days_written(vars(mandate), MANDATE_DAYS)} for mandate in seat.mandates],
        }

    def entity(self, document: Document) -> Seat:
        mandates = [Mandate(**{**one, **_days_read(one, MANDATE_DAYS)}) for one in document["mandates"]]
        return Seat(**{**document, **_days_read(document, SEAT_DAYS), "mandates": mandates})

    def of(self, committee_id: str) -> list[Seat]:
        return self.many({"committee_id": committee_id})

    def standing_by(self, agreements: Collection[str]) -> list[Seat]:
        """The seats that these agreements grant and that have not ended."""
        return self.many({"agreement_id": {"$in": list(agreements)}, "state": {"$ne": "ended"}}, sort=[("_id", 1)])

    def vacant(self, today: date, committee_id: str | None, after: str | None, limit: int) -> Page[Seat]:
        standing = {"state": "vacant", "from_on": {"$lte": as_text(today)}}
        return self.page({**standing, **({"committee_id": committee_id} if committee_id else {})}, after, limit)

    def used_by(self, person_id: str) -> list[Seat]:
        sides = ("mandates.holder_person_id", "mandates.deputy_person_id")
        return self.many({"$or": [{side: person_id} for side in sides]})


class Meetings(Repository[Meeting]):
    collection = "meetings"
    noun = "meeting"
    indexes = (Index("committee_id", "state"),)

    def document(self, meeting: Meeting) -> Document:
        return kept(meeting)

    def entity(self, document: Document) -> Meeting:
        roll = document["roll"]
        return Meeting(
            **{
                **document,
                "rules": _rules(document["rules"]),
                "agenda": [_agenda_item(item) for item in document["agenda"]],
                "roll": Roll(tuple(RollEntry(**entry) for entry in roll["entries"])) if roll else None,
            }
        )


class Decisions(Repository[Decision]):
    collection = "decisions"
    noun = "decision"
    indexes = (Index("committee_id"), Index("meeting_id"), Index("owner"), Index("commitment_id"))

    def document(self, decision: Decision) -> Document:
        return {**kept(decision), "due_on": as_text(decision.due_on)}

    def entity(self, document: Document) -> Decision:
        return Decision(
            **{
                **document,
                "text": LocalText(**document["text"]),
                "votes": Votes(**document["votes"]),
                "recused": tuple(document["recused"]),
                "due_on": as_date(document["due_on"]),
            }
        )


class MinutesBook(Repository[Minutes]):
    collection = "minutes"
    noun = "minutes"

    def document(self, minutes: Minutes) -> Document:
        return kept(minutes)

    def entity(self, document: Document) -> Minutes:
        return Minutes(**{**document, "versions": [MinutesVersion(**one) for one in document["versions"]]})

    def of(self, meeting_id: str, version: int | None = None) -> Minutes:
        """A meeting's minutes; blank where nobody has written any yet."""
        if version is None and self.find(meeting_id) is None:
            return Minutes(meeting_id)
        return self.get(meeting_id, version)


def _rules(document: Document) -> Rules:
    return Rules(**{**document, "quorum": QuorumRule(**document["quorum"])})


def _agenda_item(document: Document) -> AgendaItem:
    title, concerns = LocalText(**document["title"]), tuple(document["concerns"])
    return AgendaItem(**{**document, "title": title, "concerns": concerns})


def _days_written(facts: dict[str, Any], names: Collection[str]) -> Document:
    return {name: as_text(facts[name]) for name in names}


def _days_read(document: Document, names: Collection[str]) -> Document:
    return {name: as_date(document[name]) for name in names}
