"""Stands: given to organisations, changed, moved and withdrawn; who receives people there, and who came."""

from multaqa.errors import Invalid
from multaqa.ids import new_id
from multaqa.messages.events import StandAssigned, StandAttended, StandChanged, StandWithdrawn
from multaqa.rpc import rpc
from services.events.domain import Floor, Stand
from services.events.domain.wording import fault


class StandDesk:
    @rpc
    def assign_stand(self, edition_id, facts):
        with self.work() as work:
            floor = _floor(work, edition_id)
            stand = Stand.assigned(new_id(), floor.edition, _of_known(work, facts), at=work.now())
            self._place(work, floor, stand, facts)
            work.publish(StandAssigned, stand)
            work.audit("stand.assigned", stand.id, organisation_id=stand.organisation_id, label=stand.label)
            return work.commit(stand.shown())

    @rpc
    def change_stand(self, stand_id, facts, expected_version=None):
        with self.work() as work:
            stand = work.stands.get(stand_id, version=expected_version)
            stand.change(facts, at=work.now())
            self._place(work, _floor(work, stand.edition_id), stand, facts)
            work.publish(StandChanged, stand)
            work.audit("stand.changed", stand_id, label=stand.label)
            return work.commit(stand.shown())

    def _place(self, work, floor, stand, facts):
        work.floor_plans.claim(stand.edition_id)
        floor.place(stand, at=work.now())
        stand.agreement_id = _binding(work, stand, facts.get("agreement_id"))
        work.stands.save(stand)

    @rpc
    def withdraw_stand(self, stand_id, reason):
        with self.work() as work:
            stand = work.stands.get(stand_id)
            stand.withdraw(reason, at=work.now())
            work.stands.save(stand)
            self._end_representatives(work, stand)
            work.publish(StandWithdrawn, stand)
            work.audit("stand.withdrawn", stand_id, reason=reason)
            return work.commit(stand.shown())

    @rpc
    def equip_stand(self, stand_id, equipment, expected_version=None):
        with self.work() as work:
            stand = work.stands.get(stand_id, version=expected_version)
            stand.equip(equipment)
            work.stands.save(stand)
            return work.commit(stand.shown())

    @rpc
    def note_arrival(self, stand_id):
        """Its organisation came: noted once, at the door or by staff."""
        with self.work() as work:
            stand = work.stands.get(stand_id)
            edition = work.editions.get(stand.edition_id)
            if stand.arrive(edition, by=work.context.principal, at=work.now()):
                work.stands.save(stand)
                work.publish(StandAttended, stand)
                work.audit("stand.attended", stand_id, organisation_id=stand.organisation_id)
            return work.commit(stand.shown())

    @rpc
    def list_stands(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.stands.page({"edition_id": work.editions.get(edition_id).id}, after, limit)
            return {"items": [stand.shown() for stand in page.items], "next": page.next}

    @rpc
    def get_stand(self, stand_id):
        with self.work.reading() as work:
            return work.stands.get(stand_id).shown()

    def _inherit_stands(self, work, duplicate_id, heir):
        """Two organisations turned out to be one: what was the duplicate's is the heir's."""
        for stand in work.stands.of_organisation(duplicate_id):
            stand.hand_over(heir)
            work.stands.save(stand)


def _floor(work, edition_id):
    edition = work.editions.get(edition_id)
    return Floor(edition, work.floor_plans.find(edition.id), work.stands.standing_at(edition.id))


def _of_known(work, facts):
    """Whoever was merged into another has its stand as the other."""
    organisation_id = work.organisations.current(facts["organisation_id"])
    if work.organisations.find(organisation_id) is None:
        wrong = fault("/organisation_id", "stand.organisation_unknown", "No organisation with this id is known.")
        raise Invalid("stand.invalid", "The stand cannot stand like this.", errors=[wrong])
    return {**facts, "organisation_id": organisation_id}


def _binding(work, stand, named):
    """The agreement it is given under: the one that is named, or the first in force, this edition's before others."""
    binding = work.agreements.of_partner(*work.organisations.names_of(stand.organisation_id))
    ids = [one["_id"] for one in sorted(binding, key=lambda one: one["edition_id"] != stand.edition_id)]
    if named and named not in ids:
        text = "The organisation has no such agreement in force."
        wrong = fault("/agreement_id", "stand.agreement_not_in_force", text)
        raise Invalid("stand.invalid", "The stand cannot stand like this.", errors=[wrong])
    if stand.agreement_id in ids:
        return stand.agreement_id
    return next(iter(ids), None)
