"""Leads, and the scans of badges that phones have pushed."""

from collections.abc import Collection

from multaqa.sharing import Decision
from multaqa.store import Index, Projection, Repository
from services.events.domain.lead import Lead, Note
from services.events.store.documents import Document, kept, told


class Leads(Repository[Lead]):
    collection = "leads"
    noun = "lead"
    indexes = (
        Index("edition_id", "organisation_id", "person_id", unique=True),
        Index("organisation_id"),
        Index("person_id"),
    )

    def document(self, lead: Lead) -> Document:
        return {
            **kept(lead),
            "decisions": [dict(vars(one)) for one in lead.decisions],
            "notes": [dict(vars(note)) for note in lead.notes],
        }

    def entity(self, document: Document) -> Lead:
        return Lead(
            **{
                **told(document, Lead),
                "decisions": tuple(Decision(**one) for one in document["decisions"]),
                "notes": tuple(Note(**note) for note in document["notes"]),
                "tags": tuple(document["tags"]),
            }
        )

    def with_person(self, edition_id: str, organisation_id: str, person_id: str) -> Lead | None:
        return self.one({"edition_id": edition_id, "organisation_id": organisation_id, "person_id": person_id})

    def of_stand(self, edition_id: str, organisation_id: str) -> list[Lead]:
        return self.many({"edition_id": edition_id, "organisation_id": organisation_id}, sort=[("_id", 1)])

    def of_organisation(self, organisation_id: str) -> list[Lead]:
        return self.many({"organisation_id": organisation_id}, sort=[("_id", 1)])

    def of_person(self, person_id: str) -> list[Lead]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])

    def met_by_organisation(self, edition_id: str) -> dict[str, int]:
        counted = {"_id": "$organisation_id", "count": {"$sum": 1}}
        groups = self.rows.aggregate([{"$match": {"edition_id": edition_id}}, {"$group": counted}])
        return {group["_id"]: group["count"] for group in groups}


class LeadScans(Projection):
    """The nonces of scans that were taken: a scan that is pushed again is known by its own."""

    collection = "lead_scans"
    noun = "lead_scan"
    indexes = (Index("lead_id"),)

    def known(self, ids: Collection[str]) -> set[str]:
        return {row["_id"] for row in self.rows.find({"_id": {"$in": sorted(ids)}}, {"_id": 1})}

    def keep(self, id: str, lead_id: str) -> None:
        self.rows.insert_one({"_id": id, "lead_id": lead_id})
