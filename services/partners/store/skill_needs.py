"""What partners need, and the links through which they say so."""

from datetime import date

from multaqa.store import Document, Index, Page, Repository, kept
from services.partners.domain import LocalText, SkillNeed
from services.partners.domain.skill_invitation import SkillInvitation


class SkillNeeds(Repository[SkillNeed]):
    collection = "skill_needs"
    noun = "skill_need"
    indexes = (Index("organisation_id", "_id"), Index("skill", "_id"))

    def document(self, need: SkillNeed) -> Document:
        return {**kept(need), "horizon": need.horizon.isoformat()}

    def entity(self, document: Document) -> SkillNeed:
        return SkillNeed(**{**document, "horizon": date.fromisoformat(document["horizon"])})

    def standing(
        self, organisation: list[str] | None, skill: str | None, after: str | None, limit: int
    ) -> Page[SkillNeed]:
        """A page of those that have not been withdrawn; `organisation` is every id it is named under."""
        asked: Document = {"withdrawn_at": None}
        if organisation:
            asked["organisation_id"] = {"$in": organisation}
        if skill:
            asked["skill"] = skill
        return self.page(asked, after, limit)

    def get_of(self, organisation: list[str], need_id: str) -> SkillNeed:
        """A need of this organisation; NotFound for one of another."""
        need = self.get(need_id)
        if need.organisation_id not in organisation:
            raise self._missing(need_id)
        return need


class SkillInvitations(Repository[SkillInvitation]):
    collection = "skill_invitations"
    noun = "skill_invitation"
    indexes = (Index("digest", unique=True), Index("organisation_id", "_id"))

    def document(self, invitation: SkillInvitation) -> Document:
        return kept(invitation)

    def entity(self, document: Document) -> SkillInvitation:
        return SkillInvitation(**{**document, "organisation_name": LocalText(**document["organisation_name"])})

    def behind(self, link: str) -> SkillInvitation | None:
        return self.one({"digest": link})

    def open_of(self, organisation_id: str) -> list[SkillInvitation]:
        return self.many({"organisation_id": organisation_id, "ended_at": None})
