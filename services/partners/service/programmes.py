"""The training offer: programmes of the institutes, and what becomes of a proposed curriculum change."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.partners import EnrolmentStated, ProgrammeChanged
from multaqa.rpc import rpc
from services.partners.domain.curriculum_change import CurriculumChange
from services.partners.domain.programme import Programme, require_institute


class ProgrammeDesk:
    @rpc
    def open_programme(self, facts):
        with self.work() as work:
            programme = Programme.opened(new_id(), facts, work.sectors.known().sectors)
            institute = work.organisations.get(programme.institute_id)
            institute.refuse_merged()
            require_institute(institute.kind)
            self._require_skills(work, _skills_of(programme))
            self._require_design(work, programme)
            _refuse_taken_code(work, programme)
            self._keep_programme(work, programme)
            return work.commit(programme.facts())

    @rpc
    def list_programmes(self, after=None, limit=50, institute_id=None, sector=None, skill=None):
        with self.work.reading() as work:
            institute = {"$in": work.organisations.ids_of(institute_id)} if institute_id else None
            asked = {"institute_id": institute, "sector": sector, "taught.skill": skill}
            page = work.programmes.page({name: value for name, value in asked.items() if value}, after, limit)
            return {"items": [programme.facts() for programme in page.items], "next": page.next}

    @rpc
    def get_programme(self, programme_id):
        with self.work.reading() as work:
            return work.programmes.get(programme_id).facts()

    @rpc
    def describe_programme(self, programme_id, facts):
        with self.work() as work:
            programme = work.programmes.get(programme_id)
            programme.describe(facts, work.sectors.known().sectors)
            self._keep_programme(work, programme)
            return work.commit(programme.facts())

    @rpc
    def state_enrolment(self, programme_id, year, enrolled, places=None):
        with self.work() as work:
            programme = work.programmes.get(programme_id)
            stated = programme.state_enrolment(year, enrolled, places)
            work.programmes.save(programme)
            work.publish(EnrolmentStated, programme, **programme.supply_in(stated))
            return work.commit(programme.facts())

    # curriculum changes

    @rpc
    def propose_curriculum_change(self, programme_id, facts):
        with self.work() as work:
            change = self._propose(work, work.programmes.get(programme_id), facts)
            return work.commit(change.facts())

    @rpc
    def list_curriculum_changes(self, after=None, limit=50, programme_id=None, state=None):
        with self.work.reading() as work:
            asked = {"programme_id": programme_id, "state": state}
            page = work.curriculum_changes.page({name: value for name, value in asked.items() if value}, after, limit)
            return {"items": [change.facts() for change in page.items], "next": page.next}

    @rpc
    def get_curriculum_change(self, change_id):
        with self.work.reading() as work:
            return work.curriculum_changes.get(change_id).facts()

    @rpc
    def withdraw_curriculum_change(self, change_id):
        with self.work() as work:
            change = work.curriculum_changes.get(change_id)
            change.withdraw(at=work.now())
            work.curriculum_changes.save(change)
            return work.commit(change.facts())

    def _propose(self, work, programme, facts):
        change = CurriculumChange.proposed(new_id(), programme, facts, at=work.now())
        self._require_skills(work, change.new_skills())
        _require_origin(work, change.origin)
        change.refuse_beside(work.curriculum_changes.open_of(programme.id))
        work.curriculum_changes.save(change)
        work.audit("curriculum_change.proposed", change.id, programme_id=programme.id)
        return change

    def _curriculum_decided(self, work, change_id, decision):
        """A committee has decided: what it adopted is taught from the year it was proposed for."""
        change = work.curriculum_changes.get(change_id)
        change.decide(decision.id, decision.institute_id, adopted=decision.is_adopted, at=work.now())
        work.curriculum_changes.save(change)
        if change.is_adopted:
            programme = work.programmes.get(change.programme_id)
            programme.change_from(change.taught_from, change.steps)
            self._keep_programme(work, programme)
        work.audit(f"curriculum_change.{change.state}", change.id, decision_id=decision.id)

    def _require_design(self, work, programme):
        """A programme is designed with a party of an agreement that binds."""
        if programme.agreement_id is None:
            return
        agreement = self._require_party(work, programme.agreement_id, programme.partner_id)
        if not agreement.is_in_force:
            text = "A programme is designed under an agreement in force."
            raise Refused("programme.agreement_not_in_force", text, missing=["in_force"])

    @staticmethod
    def _keep_programme(work, programme):
        work.programmes.save(programme)
        work.publish(ProgrammeChanged, programme)


def _skills_of(programme):
    return [(f"/skills/{place}/skill", taught.skill) for place, taught in enumerate(programme.taught)]


def _require_origin(work, origin):
    """What this room knows must exist; an edition is another room's, and taken at its word."""
    known = {"agreement": work.agreements, "skill_need": work.skill_needs}
    if origin.kind in known:
        known[origin.kind].get(origin.id)


def _refuse_taken_code(work, programme):
    if other := work.programmes.coded(programme.institute_id, programme.code):
        text = f"The institute has a programme {other.code} already."
        raise Refused("programme.code_taken", text, programme_code=other.code, programme_id=other.id)
