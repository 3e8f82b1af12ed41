"""What the matching room has heard of the skills reference and of the training offer."""

from collections.abc import Collection, Iterable, Mapping

from multaqa.ids import new_id
from multaqa.store import Document, Index, Projection
from multaqa.store.repository import Rows
from services.matching.domain.nearness import ReferredSkill, nearness


class Skills(Rows):
    """The tenant's reference. As long as nothing was heard of it, any code is taken at its word."""

    collection = "skills"
    noun = "skill"
    indexes = (Index("code", unique=True),)

    def keep_newer(self, told: Iterable[Document]) -> None:
        """A message tells hundreds: what is known of them is read at once, and what is new is written at once."""
        newest = {}
        for skill in told:
            if skill["version"] > newest.get(skill["code"], {"version": -1})["version"]:
                newest[skill["code"]] = skill
        known = self._versions(newest)
        rows = {code: _row(skill) for code, skill in newest.items() if skill["version"] > known.get(code, -1)}
        if new := [{"_id": new_id(), **row} for code, row in rows.items() if code not in known]:
            self.rows.insert_many(new)
        for code, row in rows.items():
            if code in known:
                self.rows.update_one({"code": code}, {"$set": row})

    def _versions(self, codes: Collection[str]) -> dict[str, int]:
        found = self.rows.find({"code": {"$in": list(codes)}}, {"code": 1, "source_version": 1})
        return {row["code"]: row["source_version"] for row in found}

    def unknown(self, codes: Iterable[str]) -> set[str]:
        """Which of these codes the reference lacks; none, as long as nothing was heard of it."""
        asked = set(codes)
        if not asked or self.rows.find_one({}, {"_id": 1}) is None:
            return set()
        return asked - set(self._versions(asked))

    def labels(self, codes: Collection[str]) -> dict[str, dict[str, str]]:
        """By code, what the reference calls it in French and Arabic; an unknown one is left out."""
        found = self.rows.find({"code": {"$in": list(codes)}}, {"code": 1, "label": 1})
        return {row["code"]: row["label"] for row in found}

    def nearness(self) -> dict[str, dict[str, float]]:
        """By code and code, between 0 and 1; see domain/nearness.py."""
        linked = self.rows.find({"retired_at": None, "links": {"$ne": []}}, {"code": 1, "links": 1})
        return nearness(
            ReferredSkill(row["code"], tuple((link["uri"], link["match"]) for link in row["links"])) for row in linked
        )

    def by_code(self) -> dict[str, Document]:
        return {row["code"]: row for row in self.rows.find({}, {"code": 1, "label": 1, "sector": 1})}


def _row(skill: Mapping[str, object]) -> Document:
    told = {name: skill[name] for name in ("label", "sector", "level", "links", "retired_at")}
    return {"code": skill["code"], "source_version": skill["version"], **told}


class Programmes(Projection):
    """What institutes teach, and how many began it in which school year."""

    collection = "programmes"
    noun = "programme"
    indexes = (Index("institute_id", "sector"),)

    def of(self, institutes: Collection[str]) -> list[Document]:
        return self.many({"institute_id": {"$in": sorted(institutes)}}, sort=[("code", 1), ("_id", 1)])

    def offered(self, sector: str | None = None) -> list[Document]:
        return self.many({"sector": sector} if sector else {}, sort=[("code", 1), ("_id", 1)])
