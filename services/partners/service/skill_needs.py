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
            page = work.skill_needs.standing(_every_id(work, organisation_id), skill, after, limit)
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
        work.organisations.get(need.organisation_id).refuse_merged()
        self._require_skills(work, [("/skill", need.skill)])
        if need.agreement_id:
            self._require_party(work, need.agreement_id, need.organisation_id)
        work.skill_needs.save(need)
        work.publish(SkillNeedStated, need)
        return need

    @staticmethod
    def _require_party(work, agreement_id, organisation_id):
        """The agreement; Refused unless the organisation is a party, be it under the id of a duplicate merged since."""
        agreement = work.agreements.get(agreement_id)
        named = [name for name in work.organisations.ids_of(organisation_id) if name in agreement.organisations]
        agreement.require_party(named[0] if named else organisation_id)
        return agreement

    @staticmethod
    def _withdraw_need(work, need, reason):
        need.withdraw(reason, at=work.now())
        work.skill_needs.save(need)
        work.publish(SkillNeedWithdrawn, need)
        return need


def _every_id(work, organisation_id):
    return work.organisations.ids_of(organisation_id) if organisation_id else None
