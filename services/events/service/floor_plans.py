"""The plan of an edition's venue, and what the public sees of it."""

from multaqa.rpc import rpc
from services.events.domain import Floor, FloorPlan


class FloorPlanDesk:
    @rpc
    def draw_plan(self, edition_id, facts, expected_version=None):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            plan = _drawn(work, edition, expected_version)
            plan.draw(facts, at=work.now())
            Floor(edition, plan, work.stands.standing_at(edition_id)).redrawn()
            work.floor_plans.save(plan)
            work.audit("plan.drawn", edition_id)
            return work.commit(plan.facts())

    @rpc
    def get_plan(self, edition_id):
        with self.work.reading() as work:
            return work.floor_plans.get(work.editions.get(edition_id).id).facts()


def _drawn(work, edition, expected_version):
    if expected_version is not None:
        return work.floor_plans.get(edition.id, version=expected_version)
    return work.floor_plans.find(edition.id) or FloorPlan.blank(edition.id, at=work.now())
