"""Foresight: the skills that talks show to be emerging; what becomes of them is the partners' room's."""

from multaqa.ids import new_id
from multaqa.messages.events import EmergingSkillNoted
from multaqa.rpc import rpc
from services.events.domain.emerging_skill import EmergingSkill


class ForesightDesk:
    @rpc
    def note_emerging_skill(self, activity_id, facts):
        with self.work() as work:
            activity = work.activities.get(activity_id)
            noted = EmergingSkill.noted(new_id(), activity, facts, work.context.principal, at=work.now())
            work.emerging_skills.save(noted)
            work.publish(EmergingSkillNoted, noted)
            return work.commit(noted.record())

    @rpc
    def list_emerging_skills(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.emerging_skills.page({"edition_id": work.editions.get(edition_id).id}, after, limit)
            return {"items": [noted.record() for noted in page.items], "next": page.next}
