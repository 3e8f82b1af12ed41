"""Contests: their entries, jurors, score sheets, deliberations, minutes, appeals and awards."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from multaqa.store import Index, Repository
from services.events.domain.contest import (
    Appeal,
    Award,
    Change,
    Contest,
    Criterion,
    Declaration,
    DeliberationItem,
    EntrantLink,
    Entry,
    EntryFile,
    ImageRights,
    Juror,
    JurorAnswer,
    Minutes,
    Prize,
    Rubric,
    Score,
    Sheet,
    ShownSkill,
)
from services.events.domain.wording import LocalText
from services.events.store.documents import Document, kept, told


class Contests(Repository[Contest]):
    collection = "contests"
    noun = "contest"
    indexes = (Index("edition_id", "_id"),)

    def document(self, contest: Contest) -> Document:
        rubric = {**asdict(contest.rubric), "criteria": [one.facts() for one in contest.rubric.criteria]}
        prizes = [asdict(prize) for prize in contest.prizes]
        return {**kept(contest), "title": asdict(contest.title), "rubric": rubric, "prizes": prizes}

    def entity(self, document: Document) -> Contest:
        rubric = document["rubric"]
        criteria = tuple(Criterion.stated(one) for one in rubric["criteria"])
        prizes = tuple(Prize(one["place"], LocalText(**one["title"])) for one in document["prizes"])
        return Contest(
            **{
                **told(document, Contest),
                "title": LocalText(**document["title"]),
                "rubric": Rubric(criteria, rubric["number"], rubric["frozen_at"]),
                "prizes": prizes,
            }
        )

    def unjudged_at(self, edition_id: str) -> list[Contest]:
        """Those of an edition whose result is still to come."""
        return self._unjudged({"edition_id": edition_id})

    def unjudged_in(self, activity_id: str) -> list[Contest]:
        return self._unjudged({"activity_id": activity_id})

    def _unjudged(self, which: Document) -> list[Contest]:
        return self.many({**which, "state": {"$nin": ["published", "cancelled"]}}, sort=[("_id", 1)])


class Entries(Repository[Entry]):
    collection = "entries"
    noun = "entry"
    indexes = (Index("contest_id", "_id"), Index("edition_id", "_id"), Index("person_ids"))

    def document(self, entry: Entry) -> Document:
        rights = [one.facts() for one in entry.image_rights]
        files = [asdict(one) for one in entry.files]
        return {
            **kept(entry),
            "title": asdict(entry.title),
            "person_ids": list(entry.person_ids),
            "image_rights": rights,
            "files": files,
        }

    def entity(self, document: Document) -> Entry:
        rights = (ImageRights(one["person_id"], one["given"], _day(one["on"])) for one in document["image_rights"])
        return Entry(
            **{
                **told(document, Entry),
                "title": LocalText(**document["title"]),
                "person_ids": tuple(document["person_ids"]),
                "image_rights": tuple(rights),
                "files": tuple(EntryFile(**one) for one in document["files"]),
            }
        )

    def of_contest(self, contest_id: str) -> list[Entry]:
        """Those that stand, in the order of submission."""
        return self.many({"contest_id": contest_id, "state": "submitted"}, sort=[("_id", 1)])

    def standing_at(self, edition_id: str) -> list[Entry]:
        return self.many({"edition_id": edition_id, "state": "submitted"}, sort=[("_id", 1)])

    def standing_in(self, contest_id: str) -> list[Entry]:
        return self.many({"contest_id": contest_id, "state": "submitted"}, sort=[("_id", 1)])

    def with_one_of(self, contest_id: str, persons: Collection[str]) -> Entry | None:
        return self.one({"contest_id": contest_id, "state": "submitted", "person_ids": {"$in": sorted(persons)}})

    def of_person(self, person_id: str) -> list[Entry]:
        return self.many({"person_ids": person_id}, sort=[("_id", 1)])


class EntrantLinks(Repository[EntrantLink]):
    """A row's id is the digest of its link: whoever holds the link finds it, nobody else does."""

    collection = "entrant_links"
    noun = "entrant_link"
    indexes = (Index("entry_id"), Index("person_id"))

    def document(self, link: EntrantLink) -> Document:
        return kept(link)

    def entity(self, document: Document) -> EntrantLink:
        return EntrantLink(**told(document, EntrantLink))

    def forget_person(self, person_id: str) -> None:
        self.rows.delete_many({"person_id": person_id})


class Jurors(Repository[Juror]):
    collection = "jurors"
    noun = "juror"
    indexes = (Index("contest_id", "_id"), Index("links"), Index("person_id"))

    def document(self, juror: Juror) -> Document:
        declared = {entry_id: asdict(one) for entry_id, one in juror.declarations.items()}
        return {**kept(juror), "declarations": declared}

    def entity(self, document: Document) -> Juror:
        declared = {entry_id: Declaration(**one) for entry_id, one in document["declarations"].items()}
        return Juror(**{**told(document, Juror), "declarations": declared})

    def behind(self, link: str) -> Juror | None:
        return self.one({"links": link})

    def of_contest(self, contest_id: str) -> list[Juror]:
        return self.many({"contest_id": contest_id}, sort=[("_id", 1)])

    def active_in(self, contests: Collection[str]) -> list[Juror]:
        """Those who have not left any of these contests."""
        return self.many({"contest_id": {"$in": sorted(contests)}, "state": "named"}, sort=[("_id", 1)])

    def of_person(self, person_id: str) -> list[Juror]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])


class Sheets(Repository[Sheet]):
    collection = "score_sheets"
    noun = "score_sheet"
    indexes = (Index("contest_id", "juror_id", "entry_id", unique=True),)

    def document(self, sheet: Sheet) -> Document:
        scores = {code: asdict(one) for code, one in sheet.scores.items()}
        return {**kept(sheet), "scores": scores, "changes": [asdict(one) for one in sheet.changes]}

    def entity(self, document: Document) -> Sheet:
        scores = {code: Score(**one) for code, one in document["scores"].items()}
        changes = [Change(**one) for one in document["changes"]]
        return Sheet(**{**told(document, Sheet), "scores": scores, "changes": changes})

    def of_contest(self, contest_id: str) -> list[Sheet]:
        return self.many({"contest_id": contest_id}, sort=[("juror_id", 1), ("entry_id", 1)])

    def of_juror(self, contest_id: str, juror_id: str) -> dict[str, Sheet]:
        """By entry."""
        return {one.entry_id: one for one in self.many({"contest_id": contest_id, "juror_id": juror_id})}


class DeliberationItems(Repository[DeliberationItem]):
    collection = "deliberation_items"
    noun = "deliberation_item"
    indexes = (Index("contest_id", "_id"),)

    def document(self, item: DeliberationItem) -> Document:
        return kept(item)

    def entity(self, document: Document) -> DeliberationItem:
        return DeliberationItem(**told(document, DeliberationItem))

    def of_contest(self, contest_id: str) -> list[DeliberationItem]:
        return self.many({"contest_id": contest_id}, sort=[("_id", 1)])


class JuryMinutes(Repository[Minutes]):
    collection = "jury_minutes"
    noun = "minutes"
    indexes = (Index("contest_id", "number", unique=True), Index("link"))

    def document(self, minutes: Minutes) -> Document:
        answers = [asdict(one) for one in minutes.answers]
        return {**kept(minutes), "title": asdict(minutes.title), "asked": list(minutes.asked), "answers": answers}

    def entity(self, document: Document) -> Minutes:
        return Minutes(
            **{
                **told(document, Minutes),
                "title": LocalText(**document["title"]),
                "asked": tuple(document["asked"]),
                "answers": [JurorAnswer(**one) for one in document["answers"]],
            }
        )

    def of_contest(self, contest_id: str) -> list[Minutes]:
        """The latest version first."""
        return self.many({"contest_id": contest_id}, sort=[("number", -1)])

    def behind(self, link: str) -> Minutes | None:
        return self.one({"link": link})


class Appeals(Repository[Appeal]):
    collection = "appeals"
    noun = "appeal"
    indexes = (Index("contest_id", "_id"), Index("entry_id"))

    def document(self, appeal: Appeal) -> Document:
        return kept(appeal)

    def entity(self, document: Document) -> Appeal:
        return Appeal(**told(document, Appeal))

    def of_contest(self, contest_id: str) -> list[Appeal]:
        return self.many({"contest_id": contest_id}, sort=[("_id", 1)])

    def of_entry(self, entry_id: str) -> list[Appeal]:
        return self.many({"entry_id": entry_id}, sort=[("_id", 1)])


class Awards(Repository[Award]):
    collection = "awards"
    noun = "award"
    indexes = (Index("contest_id", "_id"), Index("edition_id", "_id"), Index("person_ids"))

    def document(self, award: Award) -> Document:
        return {
            **kept(award),
            "title": asdict(award.title),
            "person_ids": list(award.person_ids),
            "skills": [asdict(one) for one in award.skills],
            "juror_organisation_ids": list(award.juror_organisation_ids),
        }

    def entity(self, document: Document) -> Award:
        return Award(
            **{
                **told(document, Award),
                "title": LocalText(**document["title"]),
                "person_ids": tuple(document["person_ids"]),
                "skills": tuple(ShownSkill(**one) for one in document["skills"]),
                "juror_organisation_ids": tuple(document["juror_organisation_ids"]),
            }
        )

    def of_contest(self, contest_id: str) -> list[Award]:
        return self.many({"contest_id": contest_id}, sort=[("_id", 1)])

    def of_person(self, person_id: str) -> list[Award]:
        return self.many({"person_ids": person_id}, sort=[("_id", 1)])


def _day(spelled: Any) -> date:
    return date.fromisoformat(spelled)
