"""The tenant's own skills: what it has added to the starter set, and what it has said otherwise of it."""

from multaqa.ids import new_id
from multaqa.store import Document, Index, Repository, kept
from multaqa.store.repository import Rows
from services.partners.domain import LocalText
from services.partners.domain.skill import Skill, SkillLink


class SkillRevisions(Rows):
    """One row a tenant, changed with every change of its skills: the index of a process is as old as its revision."""

    collection = "skill_revisions"
    noun = "skill_revision"
    indexes = (Index(unique=True),)

    def current(self) -> str | None:
        row = self.rows.find_one({})
        return row["revision"] if row else None

    def renew(self) -> None:
        self.rows.update_one({}, {"$set": {"revision": new_id()}}, upsert=True)


class Skills(Repository[Skill]):
    collection = "skills"
    noun = "skill"
    indexes = (Index("code", unique=True),)

    def document(self, skill: Skill) -> Document:
        return kept(skill)

    def entity(self, document: Document) -> Skill:
        return Skill(
            **{
                **document,
                "label": LocalText(**document["label"]),
                "links": tuple(SkillLink(**link) for link in document["links"]),
            }
        )

    def own(self) -> list[Skill]:
        return self.many({})
