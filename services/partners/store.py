"""Where the partners' room keeps its facts: documents <-> entities, queries, indexes."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from multaqa.store import Index, Repository
from services.partners.domain import (
    Agreement,
    Commitment,
    Contact,
    LocalText,
    Organisation,
    Party,
    Sector,
    SectorList,
    SkillNeed,
)

Document = dict[str, Any]


class Organisations(Repository[Organisation]):
    collection = "organisations"
    noun = "organisation"
    indexes = (
        Index("ice", unique=True, where={"ice": {"$type": "string"}}),
        Index("kind"),
        Index("contact.person_id"),
    )

    def document(self, organisation: Organisation) -> Document:
        return _kept(organisation)

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


class Agreements(Repository[Agreement]):
    collection = "agreements"
    noun = "agreement"
    indexes = (Index("state"), Index("parties.organisation_id", "state"))

    def document(self, agreement: Agreement) -> Document:
        return {
            **_kept(agreement),
            "starts_on": _text(agreement.starts_on),
            "ends_on": _text(agreement.ends_on),
            "commitments": [commitment.facts() for commitment in agreement.commitments],
        }

    def entity(self, document: Document) -> Agreement:
        return Agreement(
            **{
                **document,
                "title": LocalText(**document["title"]),
                "parties": [Party(**party) for party in document["parties"]],
                "commitments": [Commitment.promised(promise) for promise in document["commitments"]],
                "sectors": tuple(document["sectors"]),
                "starts_on": _date(document["starts_on"]),
                "ends_on": _date(document["ends_on"]),
            }
        )

    def partners_among(self, organisations: Collection[str]) -> set[str]:
        """Those of the organisations that are a party to an agreement in force."""
        in_force = self.many({"state": "in_force", "parties.organisation_id": {"$in": list(organisations)}})
        return {party for agreement in in_force for party in agreement.organisations}


class SkillNeeds(Repository[SkillNeed]):
    collection = "skill_needs"
    noun = "skill_need"
    indexes = (Index("organisation_id"), Index("skill"))

    def document(self, need: SkillNeed) -> Document:
        return {**_kept(need), "horizon": need.horizon.isoformat()}

    def entity(self, document: Document) -> SkillNeed:
        return SkillNeed(**{**document, "horizon": date.fromisoformat(document["horizon"])})


class Sectors(Repository[Sector]):
    collection = "sectors"
    noun = "sector"
    indexes = (Index("code", unique=True),)

    def document(self, sector: Sector) -> Document:
        return _kept(sector)

    def entity(self, document: Document) -> Sector:
        return Sector(**{**document, "name": LocalText(**document["name"])})

    def known(self) -> SectorList:
        return SectorList(self.many({}))


def _kept(entity: Any) -> Document:
    document = asdict(entity)
    del document["id"], document["version"]
    return document


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
