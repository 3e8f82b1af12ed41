"""Series and editions."""

from collections.abc import Iterable
from dataclasses import asdict

from multaqa.store import Index, Repository
from services.events.domain import Application, Edition, LocalText, Series
from services.events.domain.edition import Hours, Postponement, Room
from services.events.store.documents import Document, kept, told


class SeriesList(Repository[Series]):
    collection = "series"
    noun = "series"

    def document(self, series: Series) -> Document:
        return {"name": asdict(series.name)}

    def entity(self, document: Document) -> Series:
        return Series(document["id"], LocalText(**document["name"]), document["version"])


class Editions(Repository[Edition]):
    collection = "editions"
    noun = "edition"
    indexes = (Index("series_id", "number", unique=True),)

    def document(self, edition: Edition) -> Document:
        return {
            **kept(edition),
            "series_name": asdict(edition.series_name),
            "theme": asdict(edition.theme) if edition.theme else None,
            "rooms_for": [{"category": category, "capacity": room} for category, room in edition.rooms_for.items()],
            "opening_hours": [vars(hours) for hours in edition.opening_hours],
            "rooms": [asdict(room) for room in edition.rooms],
            "postponements": [vars(one) for one in edition.postponements],
        }

    def entity(self, document: Document) -> Edition:
        theme = document["theme"]
        return Edition(
            **{
                **told(document, Edition),
                "series_name": LocalText(**document["series_name"]),
                "theme": LocalText(**theme) if theme else None,
                "sectors": tuple(document["sectors"]),
                "rooms_for": {room["category"]: room["capacity"] for room in document["rooms_for"]},
                "opening_hours": tuple(Hours(**hours) for hours in document["opening_hours"]),
                "rooms": tuple(Room(**{**room, "name": LocalText(**room["name"])}) for room in document["rooms"]),
                "needs_approval": tuple(document["needs_approval"]),
                "postponements": tuple(Postponement(**one) for one in document["postponements"]),
            }
        )

    def with_number(self, series_id: str, number: int) -> Edition | None:
        return self.one({"series_id": series_id, "number": number})

    def newest_of(self, series_id: str, limit: int) -> list[Edition]:
        """The editions of a series, the one with the highest number first."""
        return self.many({"series_id": series_id}, sort=[("number", -1)], limit=limit)

    def unsettled(self) -> list[Edition]:
        return self.many({"state": {"$in": ["announced", "open", "closed"]}}, sort=[("_id", 1)])

    def asked_for(self, applications: Iterable[Application]) -> list[Edition]:
        return self.many({"_id": {"$in": sorted({application.edition_id for application in applications})}})
