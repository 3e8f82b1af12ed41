"""What partners need."""

from datetime import date

from multaqa.store import Index, Page, Repository
from services.partners.domain import SkillNeed
from services.partners.store.documents import Document, kept


class SkillNeeds(Repository[SkillNeed]):
    collection = "skill_needs"
    noun = "skill_need"
    indexes = (Index("organisation_id", "_id"), Index("skill", "_id"))

    def document(self, need: SkillNeed) -> Document:
        return {**kept(need), "horizon": need.horizon.isoformat()}

    def entity(self, document: Document) -> SkillNeed:
        return SkillNeed(**{**document, "horizon": date.fromisoformat(document["horizon"])})

    def standing(self, asked: Document, after: str | None, limit: int) -> Page[SkillNeed]:
        """A page of those that have not been withdrawn."""
        return self.page({**asked, "withdrawn_at": None}, after, limit)
