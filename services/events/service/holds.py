"""Seats held for whoever is still filling in the form, and given back when the time has run out."""

from datetime import timedelta

from multaqa.bus import due
from multaqa.ids import derived_id, new_id
from multaqa.rpc import rpc
from services.events.domain import Hold, Seats, require_known
from services.events.domain.hold import free_slot
from services.events.service.seating import full_refusal, pass_on, seats_of

USUAL_MINUTES = 15


class HoldDesk:
    @rpc
    def hold_seat(self, edition_id, category, activity_ids=None, minutes=None, person_id=None):
        """A seat in every quota that this choice meets, or in none; `register` with the hold's id takes it.

        One key asks for many: where it says for whom, the person's own limit counts, else the key's.
        """
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_open(at=work.now())
            lasts = timedelta(minutes=minutes or USUAL_MINUTES)
            held_by, most = self._counted_as(work.context.principal, person_id)
            slot = free_slot(work.holds.slots_of(edition_id, held_by), most, edition_id)
            until = work.now() + lasts
            hold = Hold(new_id(), edition_id, category, tuple(activity_ids or ()), until, held_by, slot)
            seats = Seats(work.quotas.met_by([hold]), work.draws.undrawn([edition]))
            require_known(hold, seats)
            if full := seats.full_for(hold):
                raise full_refusal(full)
            seats.take(hold)
            work.quotas.save_all(seats.changed.values())
            work.holds.save(hold)
            work.schedule("expire_hold", hold.id, hold.expires_at)
            return work.commit(hold.facts())

    def _counted_as(self, principal, person_id):
        if person_id:
            return f"person:{derived_id('hold', person_id)}", self.own["holds_per_person"]
        return principal, self.own["holds_per_key"]

    @rpc
    def release_hold(self, hold_id):
        with self.work() as work:
            give_back(work, work.holds.get(hold_id))
            work.unschedule("expire_hold", hold_id)
            return work.commit()

    @due("expire_hold")
    def end_hold(self, due):
        with self.work() as work:
            if hold := work.holds.find(due.key):
                give_back(work, hold)
            work.commit()


def give_back(work, hold):
    edition = work.editions.get(hold.edition_id)
    seats = seats_of(work, edition)
    work.holds.remove(hold.id)
    pass_on(work, edition, seats, seats.give_back(hold))
