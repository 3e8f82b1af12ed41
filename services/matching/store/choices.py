"""Where candidates' choices and organisations' shortlists are kept."""

from collections.abc import Collection, Mapping
from typing import Any

from multaqa.store import Document, Index, Repository, kept
from services.matching.domain.choices import Choices, Hours, Shortlist
from services.matching.domain.preferences import Ranked


class ChoicesRows(Repository[Choices]):
    collection = "choices"
    noun = "choices"
    indexes = (Index("person_id", "edition_id", unique=True), Index("edition_id"))

    def document(self, choices: Choices) -> Document:
        return kept(choices)

    def entity(self, document: Document) -> Choices:
        available = document["available"]
        return Choices(
            **{
                **document,
                "available": None if available is None else _hours(available),
                "away": _hours(document["away"]),
                "preferred": tuple(document["preferred"]),
                "declined": tuple(document["declined"]),
            }
        )

    def stated_by(self, person_id: str, edition_id: str) -> Choices | None:
        return self.one({"person_id": person_id, "edition_id": edition_id})

    def of(self, person_id: str) -> list[Choices]:
        return self.many({"person_id": person_id}, sort=[("edition_id", 1)])

    def at(self, editions: Collection[str], persons: Collection[str]) -> list[Choices]:
        return self.many({"edition_id": {"$in": sorted(editions)}, "person_id": {"$in": sorted(persons)}})

    def forget_hours(self, edition_id: str) -> None:
        """The edition is on other days, or on none: whoever wished to come at some hours has said nothing of others."""
        anew = {"$set": {"available": None, "away": []}, "$inc": {"version": 1}}
        self.rows.update_many({"edition_id": edition_id}, anew)

    def hand_over(self, organisation_id: str, heir: str) -> None:
        for name in ("preferred", "declined"):
            given = {"$set": {f"{name}.$": heir}, "$inc": {"version": 1}}
            self.rows.update_many({name: organisation_id}, given)

    def forget(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


class Shortlists(Repository[Shortlist]):
    collection = "shortlists"
    noun = "shortlist"
    indexes = (Index("offer_id", unique=True), Index("candidates"))

    def document(self, shortlist: Shortlist) -> Document:
        return kept(shortlist)

    def entity(self, document: Document) -> Shortlist:
        return Shortlist(**{**document, "candidates": tuple(document["candidates"])})

    def of_offer(self, offer_id: str) -> Shortlist | None:
        return self.one({"offer_id": offer_id})

    def naming(self, persons: Collection[str], offers: Collection[str] | None = None) -> dict[str, list[Ranked]]:
        """By person, where offers (or only these) have them."""
        asked: dict[str, Any] = {"candidates": {"$in": sorted(persons)}}
        wanted = set(persons)
        named: dict[str, list[Ranked]] = {}
        for shortlist in self.many(asked if offers is None else {**asked, "offer_id": {"$in": sorted(offers)}}):
            for place, person_id in enumerate(shortlist.candidates, start=1):
                if person_id in wanted:
                    named.setdefault(person_id, []).append(Ranked(shortlist.offer_id, place))
        return named

    def forget(self, person_id: str) -> None:
        gone = {"$pull": {"candidates": person_id}, "$inc": {"version": 1}}
        self.rows.update_many({"candidates": person_id}, gone)


def _hours(rows: Collection[Mapping[str, Any]]) -> tuple[Hours, ...]:
    return tuple(Hours(**row) for row in rows)
