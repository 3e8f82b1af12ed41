"""Organisations and the tenant's sectors."""

from collections.abc import Collection

from multaqa.store import Index, Repository
from services.partners.domain import Contact, LocalText, Organisation, Sector, SectorList
from services.partners.store.documents import Document, kept


class Organisations(Repository[Organisation]):
    collection = "organisations"
    noun = "organisation"
    indexes = (
        Index("ice", unique=True, where={"ice": {"$type": "string"}}),
        Index("kind"),
        Index("contact.person_id"),
    )

    def document(self, organisation: Organisation) -> Document:
        return kept(organisation)

    def entity(self, document: Document) -> Organisation:
        contact = document["contact"]
        return Organisation(
            **{
                **document,
                "name": LocalText(**document["name"]),
                "sectors": tuple(document["sectors"]),
                "contact": Contact(**contact) if contact else None,
            }
        )

    def with_ice(self, ice: str | None) -> Organisation | None:
        return self.one({"ice": ice}) if ice else None

    def whose_contact_is(self, person_id: str) -> list[Organisation]:
        return self.many({"contact.person_id": person_id})

    def known_among(self, ids: Collection[str]) -> set[str]:
        return {organisation.id for organisation in self.many({"_id": {"$in": list(ids)}})}


class Sectors(Repository[Sector]):
    collection = "sectors"
    noun = "sector"
    indexes = (Index("code", unique=True),)

    def document(self, sector: Sector) -> Document:
        return kept(sector)

    def entity(self, document: Document) -> Sector:
        return Sector(**{**document, "name": LocalText(**document["name"])})

    def known(self) -> SectorList:
        return SectorList(self.many({}))
