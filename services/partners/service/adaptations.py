"""From an emerging skill to what is taught: noted at editions, held against the offer, proposed to a committee."""

from multaqa.bus import subscribe
from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.events import EmergingSkillNoted
from multaqa.rpc import rpc
from services.partners.domain.adaptation import Adaptation, Noting
from services.partners.service.governance.seats import require_organisation


class AdaptationDesk:
    @subscribe(EmergingSkillNoted)
    def take_up_emerging_skill(self, message):
        with self.work() as work:
            adaptation = work.adaptations.about(message.facts) or Adaptation.opened(new_id(), message.facts)
            adaptation.note(Noting.told(message.facts))
            work.adaptations.save(adaptation)
            work.commit()

    @rpc
    def list_adaptations(self, after=None, limit=50, sector=None):
        with self.work.reading() as work:
            page = work.adaptations.page({"sector": sector} if sector else {}, after, limit)
            return {"items": _compared(work, page.items), "next": page.next}

    @rpc
    def get_adaptation(self, adaptation_id):
        with self.work.reading() as work:
            return _compared(work, [work.adaptations.get(adaptation_id)])[0]

    @rpc
    def own_adaptation(self, adaptation_id, owner, expected_version=None):
        with self.work() as work:
            adaptation = work.adaptations.get(adaptation_id, version=expected_version)
            require_organisation(work, owner, "/owner")
            adaptation.owner = owner
            return self._keep_adaptation(work, adaptation, "owned", owner=owner)

    @rpc
    def name_adaptation(self, adaptation_id, skill, expected_version=None):
        with self.work() as work:
            adaptation = work.adaptations.get(adaptation_id, version=expected_version)
            self._require_skills(work, [("/skill", skill)])
            _refuse_second(work.adaptations.keyed(skill), adaptation)
            adaptation.name(skill)
            return self._keep_adaptation(work, adaptation, "named", skill=skill)

    @rpc
    def propose_adaptation(self, adaptation_id, facts, expected_version=None):
        with self.work() as work:
            adaptation = work.adaptations.get(adaptation_id, version=expected_version)
            programme = work.programmes.get(facts["programme_id"])
            change = self._propose(work, programme, adaptation.change_for(programme, facts))
            adaptation.propose(change)
            return self._keep_adaptation(work, adaptation, "proposed", change_id=change.id)

    @staticmethod
    def _keep_adaptation(work, adaptation, step, **facts):
        work.adaptations.save(adaptation)
        work.audit(f"adaptation.{step}", adaptation.id, **facts)
        return work.commit(_compared(work, [adaptation])[0])


def _refuse_second(other, adaptation):
    if other is not None and other.id != adaptation.id:
        text = "The list has a line for this skill already."
        raise Refused("adaptation.already_listed", text, adaptation_id=other.id)


def _compared(work, adaptations):
    """Each line with where it is taught this school year, and what committees decided."""
    skills = sorted({one.skill for one in adaptations if one.skill})
    programmes = work.programmes.many({"taught.skill": {"$in": skills}}) if skills else []
    ids = sorted({id for one in adaptations for id in one.change_ids})
    changes = {change.id: change for change in work.curriculum_changes.many({"_id": {"$in": ids}})} if ids else {}
    return [one.record(programmes, changes, work.now().year) for one in adaptations]
