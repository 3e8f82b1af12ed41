"""Activities in the order of their times, and the programme they make."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from multaqa.store import Index, Page, Repository
from multaqa.store.repository import decode_cursor, encode_cursor
from multaqa.zone import CASABLANCA
from services.events.domain import Activity, LocalText, Programme, Speaker
from services.events.store.documents import Document, kept, told

IN_ORDER = [("starts_at", 1), ("_id", 1)]


class Activities(Repository[Activity]):
    collection = "activities"
    noun = "activity"
    indexes = (
        Index("edition_id", "starts_at", "_id"),
        Index("speakers.person_id"),
        Index("agreement_ids"),
    )

    def document(self, activity: Activity) -> Document:
        return {
            **kept(activity),
            "title": asdict(activity.title),
            "topic": asdict(activity.topic) if activity.topic else None,
            "speakers": [asdict(speaker) for speaker in activity.speakers],
        }

    def entity(self, document: Document) -> Activity:
        topic = document["topic"]
        return Activity(
            **{
                **told(document, Activity),
                "title": LocalText(**document["title"]),
                "topic": LocalText(**topic) if topic else None,
                "speakers": tuple(Speaker(**speaker) for speaker in document["speakers"]),
                "agreement_ids": tuple(document["agreement_ids"]),
            }
        )

    def of(self, edition_id: str) -> list[Activity]:
        return self.many({"edition_id": edition_id}, sort=IN_ORDER)

    def during(self, activity: Activity) -> list[Activity]:
        """What else takes place at the same edition while this does."""
        at_once = {"starts_at": {"$lt": activity.ends_at}, "ends_at": {"$gt": activity.starts_at}}
        return self.many({"edition_id": activity.edition_id, "state": "planned", **at_once}, sort=IN_ORDER)

    def spoken_at_by(self, person_id: str) -> list[Activity]:
        return self.many({"speakers.person_id": person_id}, sort=IN_ORDER)

    def listed(self, edition_id: str, asked: Document, after: str | None, limit: int) -> Page[Activity]:
        """By time; a cursor names the activity with which the page before ended. `asked` may name a `day`."""
        named = {name: value for name, value in asked.items() if value is not None and name != "day"}
        clauses = [{"edition_id": edition_id, **named}]
        if asked.get("day"):
            clauses.append(_on(date.fromisoformat(asked["day"])))
        if after:
            clauses.append(self._behind(decode_cursor(after)))
        found = self.many({"$and": clauses}, sort=IN_ORDER, limit=limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return Page(found[:limit], encode_cursor(last.id) if last else None)

    def _behind(self, id: str) -> Document:
        at = self.get(id).starts_at
        return {"$or": [{"starts_at": {"$gt": at}}, {"starts_at": at, "_id": {"$gt": id}}]}


class Programmes(Repository[Programme]):
    """One per edition, under its id: its version puts in one order what could clash."""

    collection = "edition_programmes"
    noun = "programme"

    def document(self, programme: Programme) -> Document:
        return kept(programme)

    def entity(self, document: Document) -> Programme:
        return Programme(**told(document, Programme))

    def touch(self, edition_id: str, at: datetime) -> None:
        programme = self.get(edition_id)
        programme.changed_at = at
        self.save(programme)


def _on(day: date) -> Document:
    """A day in Morocco, from midnight to midnight on its clocks."""
    midnight = datetime.combine(day, time(), CASABLANCA)
    return {"starts_at": {"$gte": midnight, "$lt": datetime.combine(day + timedelta(days=1), time(), CASABLANCA)}}
