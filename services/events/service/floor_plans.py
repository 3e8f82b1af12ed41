"""The plan of an edition's venue, and what the public sees of it."""

from multaqa.errors import NotFound
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

    @rpc
    def read_public_plan(self, edition_id):
        """What anybody may see once the edition is announced: where each organisation stands, and nobody's name."""
        with self.work.reading() as work:
            edition = work.editions.get(edition_id)
            if not edition.is_public:
                raise NotFound("edition.not_found", "There is no edition with this id.", id=edition_id)
            plan, stands = work.floor_plans.find(edition_id), work.stands.standing_at(edition_id)
            names = work.organisations.names_by_id({stand.organisation_id for stand in stands})
            told = {name: edition.facts()[name] for name in ("id", "series_name", "number", "starts_at", "venue")}
            return {
                "edition": told,
                "plan": {name: plan.facts()[name] for name in ("width", "height", "zones")} if plan else None,
                "stands": [_seen(stand, plan, names) for stand in stands],
            }


def _seen(stand, plan, names):
    zone = plan.zone(stand.place.zone) if plan and stand.place else None
    shown = {name: stand.shown()[name] for name in ("id", "label", "tables", "place", "table_places")}
    zone_name = zone.facts()["name"] if zone else None
    return {**shown, "organisation_name": names.get(stand.organisation_id), "zone_name": zone_name}


def _drawn(work, edition, expected_version):
    if expected_version is not None:
        return work.floor_plans.get(edition.id, version=expected_version)
    return work.floor_plans.find(edition.id) or FloorPlan.blank(edition.id, at=work.now())
