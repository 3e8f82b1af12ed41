"""The tenant's skills from a table: shown first, then taken over, all lines or none."""

from base64 import b64decode

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.partners.skill_table import planned, read_skills


class SkillImportDesk:
    @rpc
    def preview_skills(self, content, media_type):
        read = self.pool.run(read_skills, b64decode(content), media_type)
        with self.work.reading() as work:
            return self._skill_plan(work, *read).facts()

    @rpc
    def import_skills(self, content, media_type):
        read = self.pool.run(read_skills, b64decode(content), media_type)
        with self.work() as work:
            plan = self._skill_plan(work, *read)
            plan.require_sound()
            skills = [*plan.added, *plan.changed]
            for skill in skills:
                skill.id = skill.id if skill.version else new_id()
            if skills:
                self._keep_skills(work, skills)
            return work.commit(plan.facts())

    def _skill_plan(self, work, lines, faults):
        return planned(lines, faults, self._skills(work).reference, work.sectors.known().sectors)
