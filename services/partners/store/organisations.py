"""Organisations with their history, the tables they come in, and the tenant's sectors."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

from multaqa.store import Document, Index, Page, Repository, kept
from multaqa.store.repository import Rows
from services.partners.domain import Contact, LocalText, Organisation, Sector, SectorList
from services.partners.domain.organisation import HistoryEntry
from services.partners.domain.organisation_import import Figures, Known, OrganisationImport, StatedLine, name_key
from services.partners.domain.skill_folding import words

LIVE: Document = {"merged_into": None}


class Organisations(Repository[Organisation]):
    """`found` repeats the names in the form an index takes. A merged one keeps its ICE, and no longer holds it."""

    collection = "organisations"
    noun = "organisation"
    indexes = (
        Index("ice", unique=True, where={"ice": {"$type": "string"}, **LIVE}),
        Index("ice", "merged_into"),
        Index("kind"),
        Index("sectors"),
        Index("merged_into"),
        Index("found.words"),
        Index("found.name_key"),
        Index("contacts.person_id"),
    )

    def document(self, organisation: Organisation) -> Document:
        named = (organisation.name.fr, organisation.name.ar, organisation.ice or "")
        found = {
            "words": sorted({word for name in named for word in words(name)}),
            "name_key": name_key(organisation.name.fr),
        }
        return {**kept(organisation), "found": found}

    def entity(self, document: Document) -> Organisation:
        facts = {name: value for name, value in document.items() if name != "found"}
        return Organisation(
            **{
                **facts,
                "name": LocalText(**document["name"]),
                "sectors": tuple(document["sectors"]),
                "contacts": tuple(Contact(**contact) for contact in document["contacts"]),
            }
        )

    def listed(self, asked: Document, text: str | None, after: str | None, limit: int) -> Page[Organisation]:
        """Those that were not merged into another; each word of `text` begins a word of a name, or is the ICE."""
        narrowed = {name: value for name, value in asked.items() if value is not None}
        begun = [{"found.words": {"$regex": f"^{word}"}} for word in words(text or "")]
        return self.page({**narrowed, **LIVE, **({"$and": begun} if begun else {})}, after, limit)

    def live(self) -> Iterable[Organisation]:
        """All that were not merged into another, as they are read from the database."""
        return (self._read(row) for row in self.rows.find(LIVE, sort=[("_id", 1)]))

    def institutes(self) -> list[Organisation]:
        return self.many({"kind": "institute", **LIVE})

    def with_ice(self, ice: str | None) -> Organisation | None:
        """Who holds an ICE; that of a merged organisation is held by the one it was merged into."""
        if not ice:
            return None
        found = self.many({"ice": ice}, sort=[("merged_into", 1)], limit=1)
        return self.current([found[0].id])[found[0].id] if found else None

    def meant_by(self, lines: Collection[StatedLine]) -> Known:
        """Whatever these lines of a table may speak of."""
        ids = [line.id for line in lines if line.id]
        ices = [line.ice for line in lines if line.ice]
        names = [line.name_key for line in lines]
        known = self.many(
            {"$or": [{"_id": {"$in": ids}}, {"ice": {"$in": ices}}, {"found.name_key": {"$in": names}, **LIVE}]}
        )
        heirs = {one.merged_into for one in known if one.merged_into} - {one.id for one in known}
        return Known([*known, *self.many({"_id": {"$in": sorted(heirs)}})])

    # two that are one

    def ids_of(self, organisation_id: str) -> list[str]:
        """Every id under which this organisation is named: that which stands today, and all merged into it."""
        known = self.rows.find_one({"_id": organisation_id}, {"merged_into": 1}) or {}
        heir = known.get("merged_into") or organisation_id
        return [heir, *self.rows.distinct("_id", {"merged_into": heir})]

    def ids_of_each(self, organisations: Iterable[Organisation]) -> dict[str, list[str]]:
        """The same for many, by the id of each, in one look."""
        heirs = {one.id: one.merged_into or one.id for one in organisations}
        ids = {heir: [heir] for heir in heirs.values()}
        for row in self.rows.find({"merged_into": {"$in": list(ids)}}, {"merged_into": 1}):
            ids[row["merged_into"]].append(row["_id"])
        return {id: ids[heir] for id, heir in heirs.items()}

    def current(self, ids: Collection[str]) -> dict[str, Organisation]:
        """By each of the ids the organisation it leads to today."""
        named = {one.id: one for one in self.many({"_id": {"$in": list(ids)}})}
        heirs = {one.merged_into for one in named.values() if one.merged_into} - named.keys()
        known = named | {one.id: one for one in self.many({"_id": {"$in": sorted(heirs)}})}
        return {id: known[one.merged_into or id] for id, one in named.items()}

    def lead_on(self, merged_id: str, organisation_id: str) -> None:
        """What was merged into one that is now merged itself leads to the last of them at once."""
        self.rows.update_many({"merged_into": merged_id}, {"$set": {"merged_into": organisation_id}})

    # whom they name

    def whose_contact_is(self, person_id: str) -> list[Organisation]:
        return self.many({"contacts.person_id": person_id})

    def known_among(self, ids: Collection[str]) -> set[str]:
        return set(self.rows.distinct("_id", {"_id": {"$in": list(ids)}}))

    def institutes_among(self, ids: Collection[str]) -> set[str]:
        return {row["_id"] for row in self.rows.find({"_id": {"$in": list(ids)}, "kind": "institute"}, {"kind": 1})}


class OrganisationHistory(Repository[HistoryEntry]):
    collection = "organisation_history"
    noun = "organisation_history"
    indexes = (Index("organisation_id"),)

    def document(self, entry: HistoryEntry) -> Document:
        return kept(entry)

    def entity(self, document: Document) -> HistoryEntry:
        return HistoryEntry(**document)


class OrganisationImports(Repository[OrganisationImport]):
    """Runs, and the lines of each in groups: one group is taken over in one transaction."""

    collection = "organisation_imports"
    noun = "organisation_import"
    indexes = (Index("state", unique=True, where={"state": "applying"}),)

    def document(self, run: OrganisationImport) -> Document:
        return kept(run)

    def entity(self, document: Document) -> OrganisationImport:
        return OrganisationImport(**{**document, "figures": Figures(**document["figures"])})

    def underway(self) -> OrganisationImport | None:
        return self.one({"state": "applying"})


class OrganisationImportLines(Rows):
    collection = "organisation_import_lines"
    noun = "organisation_import_lines"
    indexes = (Index("run_id", "place", unique=True),)

    def keep(self, run_id: str, groups: Sequence[Sequence[StatedLine]]) -> None:
        rows = [
            {"_id": f"{run_id}/{place}", "run_id": run_id, "place": place, "lines": [asdict(line) for line in group]}
            for place, group in enumerate(groups)
        ]
        if rows:
            self.rows.insert_many(rows)

    def group(self, run_id: str, place: int) -> list[StatedLine]:
        row = self.rows.find_one({"run_id": run_id, "place": place})
        return [StatedLine(**line) for line in row["lines"]] if row else []

    def forget(self, run_id: str) -> None:
        self.rows.delete_many({"run_id": run_id})


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
