"""The training offer from a table: shown first, then taken over, all lines or none."""

from base64 import b64decode

from multaqa.ids import new_id
from multaqa.messages.partners import EnrolmentStated, ProgrammeChanged
from multaqa.rpc import rpc
from services.partners.programme_table import Known, by_every_name, planned, read_programmes


class ProgrammeImportDesk:
    @rpc
    def preview_programmes(self, content, media_type):
        read = self.pool.run(read_programmes, b64decode(content), media_type)
        with self.work.reading() as work:
            return self._programme_plan(work, *read).facts()

    @rpc
    def import_programmes(self, content, media_type):
        read = self.pool.run(read_programmes, b64decode(content), media_type)
        with self.work() as work:
            plan = self._programme_plan(work, *read)
            plan.require_sound()
            for one in plan.added:
                one.programme.id = new_id()
            _keep(work, [*plan.added, *plan.changed])
            work.audit("programmes.imported", work.context.tenant, lines=plan.lines)
            return work.commit(plan.facts())

    def _programme_plan(self, work, lines, faults):
        institutes = list(work.organisations.institutes())
        known = Known(
            by_every_name(institutes),
            work.programmes.of([institute.id for institute in institutes]),
            self._skills(work).reference,
            work.sectors.known().sectors,
        )
        return planned(lines, faults, known)


def _keep(work, planned):
    work.programmes.save_all([one.programme for one in planned])
    for one in planned:
        if one.described:
            work.publish(ProgrammeChanged, one.programme)
        for enrolment in one.stated:
            work.publish(EnrolmentStated, one.programme, **one.programme.supply_in(enrolment))
