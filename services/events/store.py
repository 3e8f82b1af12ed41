"""Where the events' room keeps its facts: documents <-> entities, queries, indexes."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, fields
from typing import Any

from multaqa.store import Index, Repository
from services.events.domain import Application, Edition, LocalText, Quota, Registration, Series, Stand, Tally

Document = dict[str, Any]


class SeriesList(Repository):
    collection = "series"
    noun = "series"

    def document(self, series: Series) -> Document:
        return {"name": asdict(series.name)}

    def entity(self, document: Document) -> Series:
        return Series(document["id"], LocalText(**document["name"]), document["version"])


class Editions(Repository):
    collection = "editions"
    noun = "edition"
    indexes = (Index("series_id", "number", unique=True),)

    def document(self, edition: Edition) -> Document:
        return {
            **_kept(edition),
            "series_name": asdict(edition.series_name),
            "theme": asdict(edition.theme) if edition.theme else None,
            "rooms_for": [{"category": category, "capacity": room} for category, room in edition.rooms_for.items()],
        }

    def entity(self, document: Document) -> Edition:
        theme = document["theme"]
        return Edition(
            **{
                **_told(document, Edition),
                "series_name": LocalText(**document["series_name"]),
                "theme": LocalText(**theme) if theme else None,
                "sectors": tuple(document["sectors"]),
                "rooms_for": {room["category"]: room["capacity"] for room in document["rooms_for"]},
            }
        )

    def with_number(self, series_id: str, number: int) -> Edition | None:
        return self.one({"series_id": series_id, "number": number})

    def asked_for(self, applications: Iterable[Application]) -> list[Edition]:
        return self.many({"_id": {"$in": sorted({application.edition_id for application in applications})}})


class Quotas(Repository):
    collection = "quotas"
    noun = "quota"
    indexes = (Index("edition_id"),)

    def document(self, quota: Quota) -> Document:
        return _kept(quota)

    def entity(self, document: Document) -> Quota:
        return Quota(**_told(document, Quota))

    def of_edition(self, edition_id: str) -> list[Quota]:
        return self.many({"edition_id": edition_id}, sort=[("_id", 1)])

    def asked_for(self, applications: Iterable[Application]) -> list[Quota]:
        return self.many({"_id": {"$in": sorted({application.quota_id for application in applications})}})


class Registrations(Repository):
    """`standing` rows are those not cancelled: of these a person has one per edition."""

    collection = "registrations"
    noun = "registration"
    indexes = (
        Index("edition_id", "person_id", unique=True, where={"standing": True}),
        Index("edition_id", "category", "state", "place"),
        Index("edition_id", "_id"),
        Index("person_id"),
    )

    def document(self, registration: Registration) -> Document:
        return {**_kept(registration), "standing": registration.stands}

    def entity(self, document: Document) -> Registration:
        return Registration(**_told(document, Registration))

    def standing_among(self, applications: Collection[Application]) -> list[Registration]:
        return self.many(
            {
                "edition_id": {"$in": sorted({application.edition_id for application in applications})},
                "person_id": {"$in": sorted({application.person_id for application in applications})},
                "standing": True,
            }
        )

    def first_waiting(self, quota: Quota) -> Registration | None:
        waiting = {"edition_id": quota.edition_id, "category": quota.category, "state": "waitlisted"}
        return next(iter(self.many(waiting, sort=[("place", 1)], limit=1)), None)

    def of_person(self, person_id: str) -> list[Registration]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def tally(self, edition_id: str, quotas: list[Quota]) -> Tally:
        by_state = {"_id": {"category": "$category", "state": "$state"}, "count": {"$sum": 1}}
        groups = self.rows.aggregate([{"$match": {"edition_id": edition_id}}, {"$group": by_state}])
        counted = {(group["_id"]["category"], group["_id"]["state"]): group["count"] for group in groups}
        return Tally(tuple(quotas), counted)


class Stands(Repository):
    collection = "stands"
    noun = "stand"
    indexes = (
        Index("edition_id", "label", unique=True),
        Index("edition_id", "organisation_id", unique=True),
    )

    def document(self, stand: Stand) -> Document:
        return _kept(stand)

    def entity(self, document: Document) -> Stand:
        return Stand(**_told(document, Stand))

    def like(self, stand: Stand) -> Stand | None:
        """A stand of the same edition with the same label, or of the same organisation."""
        same = [{"label": stand.label}, {"organisation_id": stand.organisation_id}]
        return self.one({"edition_id": stand.edition_id, "$or": same})


def _kept(entity: Any) -> Document:
    """The entity's own values, not copied: `asdict` deep-copies each datetime, a sixth of what a registration cost."""
    return {name: value for name, value in vars(entity).items() if name not in ("id", "version")}


def _told(document: Document, entity: type) -> Document:
    """What the entity knows of the document; the rest (tenant, indexed marks) is the store's."""
    return {field.name: document[field.name] for field in fields(entity)}
