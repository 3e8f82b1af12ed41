"""What partners need."""

from multaqa.ids import new_id
from multaqa.messages.partners import SkillNeedStated
from multaqa.rpc import rpc
from services.partners.domain import SkillNeed


class SkillNeedDesk:
    @rpc
    def state_skill_need(self, facts):
        with self.work() as work:
            need = SkillNeed.stated(new_id(), facts, at=work.now())
            work.organisations.get(need.organisation_id)
            if need.agreement_id:
                work.agreements.get(need.agreement_id).require_party(need.organisation_id)
            work.skill_needs.save(need)
            work.publish(SkillNeedStated, need)
            return work.commit(need.facts())

    @rpc
    def list_skill_needs(self, after=None, limit=50, organisation_id=None):
        with self.work.reading() as work:
            asked = {"organisation_id": organisation_id} if organisation_id else {}
            page = work.skill_needs.page(asked, after, limit)
            return {"items": [need.facts() for need in page.items], "next": page.next}
