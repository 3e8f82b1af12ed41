"""What partners need."""

from multaqa.ids import new_id
from multaqa.messages.partners import SkillNeedStated, SkillNeedWithdrawn
from multaqa.rpc import rpc
from services.partners.domain import SkillNeed


class SkillNeedDesk:
    @rpc
    def state_skill_need(self, facts):
        with self.work() as work:
            return work.commit(self._state_need(work, facts).facts())

    @rpc
    def list_skill_needs(self, after=None, limit=50, organisation_id=None, skill=None):
        with self.work.reading() as work:
            asked = {"organisation_id": organisation_id, "skill": skill}
            narrowed = {name: value for name, value in asked.items() if value}
            page = work.skill_needs.standing(narrowed, after, limit)
            return {"items": [need.facts() for need in page.items], "next": page.next}

    @rpc
    def get_skill_need(self, need_id):
        with self.work.reading() as work:
            return work.skill_needs.get(need_id).facts()

    @rpc
    def withdraw_skill_need(self, need_id, reason):
        with self.work() as work:
            return work.commit(self._withdraw_need(work, work.skill_needs.get(need_id), reason).facts())

    def _state_need(self, work, facts):
        need = SkillNeed.stated(new_id(), facts, at=work.now())
        work.organisations.get(need.organisation_id)
        self._require_skills(work, [("/skill", need.skill)])
        if need.agreement_id:
            work.agreements.get(need.agreement_id).require_party(need.organisation_id)
        work.skill_needs.save(need)
        work.publish(SkillNeedStated, need)
        return need

    @staticmethod
    def _withdraw_need(work, need, reason):
        need.withdraw(reason, at=work.now())
        work.skill_needs.save(need)
        work.publish(SkillNeedWithdrawn, need)
        return need
