"""The skills reference of a tenant, and finding a skill in it."""

from dataclasses import replace

from multaqa.ids import new_id
from multaqa.messages.partners import SkillsChanged
from multaqa.rpc import rpc
from multaqa.store import Command
from multaqa.store.repository import decode_cursor, encode_cursor
from services.partners.domain import LocalText
from services.partners.domain.skill import ChangedSkills, Skill
from services.partners.skill_search import SkillIndexes
from services.partners.starter import starter_skills

INDEXES = SkillIndexes()
TOLD_TOGETHER = 500
"""Skills of one message: the largest, with every link, stay far below what the broker takes."""


class SkillDesk:
    @rpc
    def add_skill(self, facts):
        with self.work() as work:
            skill = Skill.defined(new_id(), facts, work.sectors.known().sectors)
            self._skills(work).reference.refuse_known(skill.code)
            self._keep_skills(work, [skill])
            return work.commit(skill.facts())

    @rpc
    def relabel_skill(self, skill, label):
        with self.work() as work:
            changed = self._own_skill(work, skill)
            changed.relabel(LocalText(**label))
            self._keep_skills(work, [changed])
            return work.commit(changed.facts())

    @rpc
    def retire_skill(self, skill):
        with self.work() as work:
            changed = self._own_skill(work, skill)
            changed.retire(at=work.now())
            self._keep_skills(work, [changed])
            return work.commit(changed.facts())

    @rpc
    def restore_skill(self, skill):
        with self.work() as work:
            changed = self._own_skill(work, skill)
            changed.restore()
            self._keep_skills(work, [changed])
            return work.commit(changed.facts())

    @rpc
    def get_skill(self, skill):
        with self.work.reading() as work:
            return self._skills(work).reference.get(skill).facts()

    @rpc
    def show_skill(self, skill):
        """The same for anybody: what a credential means by this code."""
        with self.work.reading() as work:
            return self._skills(work).reference.get(skill).facts()

    @rpc
    def list_skills(self, after=None, limit=50, sector=None):
        """In the order of the codes."""
        with self.work.reading() as work:
            begin = decode_cursor(after) if after else ""
            known = [skill for skill in self._skills(work).reference.in_use(sector) if skill.code > begin]
            more = encode_cursor(known[limit - 1].code) if len(known) > limit else None
            return {"items": [skill.facts() for skill in known[:limit]], "next": more}

    @rpc
    def search_skills(self, text, limit=10, sector=None):
        with self.work.reading() as work:
            return self._found_skills(work, text, limit, sector)

    # for the other desks

    def _found_skills(self, work, text, limit, sector):
        found = self._skills(work).search(text, limit, sector)
        return {"items": [{**one.skill.facts(), "score": one.score} for one in found]}

    def _skills(self, work):
        """The tenant's reference with its index, as this work reads it."""
        return INDEXES.at(work.skill_revisions.current(), work.skills.own)

    def _require_skills(self, work, named):
        """Refuse (pointer, code) pairs that are not in the reference, with the nearest codes."""
        skills = self._skills(work)
        skills.reference.require(named, skills.nearest)

    # the tenant's own

    def _own_skill(self, work, code):
        """A skill to change: one of the starter set becomes the tenant's own by being changed."""
        skill = self._skills(work).reference.get(code)
        if skill.version == 0:
            skill.id = new_id()
        return skill

    @staticmethod
    def _keep_skills(work, skills):
        work.skills.save_all(skills)
        tell_skills(work, skills)
        work.skill_revisions.renew()
        work.audit("skills.changed", skills[0].code, count=len(skills))


def tell_starter_skills(work, slug):
    """A tenant begins with the starter set: the other rooms hear of it."""
    tell_skills(work, starter_skills(), cause=Command({}, replace(work.context, tenant=slug)))


def tell_skills(work, skills, **more):
    for first in range(0, len(skills), TOLD_TOGETHER):
        work.publish(SkillsChanged, ChangedSkills(new_id(), tuple(skills[first : first + TOLD_TOGETHER])), **more)
