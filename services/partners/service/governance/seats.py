"""Seats and mandates: granted by staff or by an agreement, reviewed on each day that may empty them."""

from multaqa.bus import due
from multaqa.errors import Invalid
from multaqa.ids import derived_id, new_id
from multaqa.messages.partners import SeatGranted, SeatVacated
from multaqa.rpc import rpc
from multaqa.zone import day_of, start_of
from services.partners.domain import DIRECTORATE
from services.partners.domain.governance import Mandate, Seat
from services.partners.domain.wording import fault
from services.partners.service.governance.answers import listed, versioned
from services.partners.service.governance.letters import tell_of_vacancy


class SeatDesk:
    @rpc
    def grant_seat(self, committee_id, facts):
        with self.work() as work:
            committee = work.committees.get(committee_id)
            require_organisation(work, facts["organisation_id"], "/organisation_id")
            seat = Seat.founded(new_id(), committee, facts, today=day_of(work.now()))
            self._keep_seat(work, seat)
            work.publish(SeatGranted, seat)
            tell_of_vacancy(work, seat)
            work.audit("seat.granted", seat.id, committee_id=committee_id, organisation_id=seat.organisation_id)
            return work.commit(versioned(seat))

    @rpc
    def list_seats(self, committee_id, after=None, limit=50):
        with self.work.reading() as work:
            committee = work.committees.get(committee_id)
            return listed(work.seats.page({"committee_id": committee.id}, after, limit))

    @rpc
    def list_vacant_seats(self, after=None, limit=50, committee_id=None):
        with self.work.reading() as work:
            return listed(work.seats.vacant(day_of(work.now()), committee_id, after, limit))

    @rpc
    def get_seat(self, seat_id):
        with self.work.reading() as work:
            return versioned(work.seats.get(seat_id))

    @rpc
    def end_seat(self, seat_id, expected_version=None):
        with self.work() as work:
            seat = work.seats.get(seat_id, version=expected_version)
            seat.require_founded()
            self._end_seat(work, seat)
            return work.commit(versioned(seat))

    # mandates

    @rpc
    def appoint(self, seat_id, facts, expected_version=None):
        with self.work() as work:
            seat = work.seats.get(seat_id, version=expected_version)
            mandate = Mandate.given(new_id(), facts)
            seat.appoint(mandate, today=day_of(work.now()))
            self._keep_seat(work, seat)
            work.audit("mandate.given", seat_id, mandate_id=mandate.id)
            return work.commit(versioned(seat))

    @rpc
    def end_mandate(self, seat_id, mandate_id, on=None, expected_version=None):
        with self.work() as work:
            seat = work.seats.get(seat_id, version=expected_version)
            vacated = seat.end_mandate(mandate_id, on, today=day_of(work.now()))
            self._keep_seat(work, seat, vacated=vacated)
            work.audit("mandate.ended", seat_id, mandate_id=mandate_id)
            return work.commit(versioned(seat))

    @due("seat_review")
    def review_seat(self, due):
        with self.work() as work:
            seat = work.seats.get(due.key)
            self._keep_seat(work, seat, vacated=seat.review(today=day_of(work.now())))
            work.commit()

    def _keep_seat(self, work, seat, *, vacated=False):
        work.seats.save(seat)
        if day := seat.next_review(day_of(work.now())):
            work.schedule("seat_review", seat.id, start_of(day))
        else:
            work.unschedule("seat_review", seat.id)
        if vacated:
            work.publish(SeatVacated, seat)
        if vacated and seat.state == "vacant":
            tell_of_vacancy(work, seat)

    def _end_seat(self, work, seat):
        seat.end(on=day_of(work.now()))
        self._keep_seat(work, seat, vacated=True)
        work.audit("seat.ended", seat.id, committee_id=seat.committee_id, organisation_id=seat.organisation_id)

    # seats follow their agreement

    def _grant_seats(self, work, agreement):
        """An agreement came into force: each seat its text grants stands from then on, once."""
        for place, grant in enumerate(agreement.seats):
            seat_id = derived_id("seat", agreement.id, str(place))
            if work.seats.find(seat_id) is None:
                self._grant_by(work, agreement, seat_id, grant)

    def _grant_by(self, work, agreement, seat_id, grant):
        committee = work.committees.get(grant.committee_id)
        today = day_of(work.now())
        from_on = max(today, agreement.text.term.starts_on or today)
        seat = Seat.granted(seat_id, committee, grant, agreement.id, from_on)
        self._keep_seat(work, seat)
        work.publish(SeatGranted, seat)
        tell_of_vacancy(work, seat)
        work.audit("seat.granted", seat.id, agreement_id=agreement.id, organisation_id=seat.organisation_id)

    def _require_committees(self, work, agreement):
        """A text that grants a seat on a committee nobody has founded is refused while it can still be mended."""
        known = work.committees.known_among([grant.committee_id for grant in agreement.seats])
        faults = [
            fault(f"/seats/{place}/committee_id", "agreement.committee_unknown", "No such committee.")
            for place, grant in enumerate(agreement.seats)
            if grant.committee_id not in known
        ]
        if faults:
            raise Invalid("agreement.invalid", "The text grants a seat on an unknown committee.", errors=faults)

    def _end_seats(self, work, agreement):
        """An agreement has ended, and with it what its amendments granted: they have nothing left to amend."""
        for seat in work.seats.standing_by([agreement.id, *agreement.amended_by]):
            self._end_seat(work, seat)

    # a person's rights

    def _mandates_of(self, work, person_id):
        """What is kept about a person who holds a seat or stands in for its holder."""
        return [
            {"seat_id": seat.id, "committee_id": seat.committee_id, **mandate.facts_about(person_id)}
            for seat in work.seats.used_by(person_id)
            for mandate in seat.mandates
            if mandate.concerns(person_id)
        ]

    def _forget_seated(self, work, person_id):
        for seat in work.seats.used_by(person_id):
            self._keep_seat(work, seat, vacated=seat.forget(person_id, today=day_of(work.now())))


def require_organisation(work, organisation_id, pointer):
    """The directorate, or an organisation of this tenant that was not merged into another."""
    if organisation_id == DIRECTORATE:
        return
    organisation = work.organisations.find(organisation_id)
    if organisation is None:
        wrong = fault(pointer, "governance.organisation_unknown", "No such organisation.")
        raise Invalid("governance.organisation_unknown", "An organisation is not registered.", errors=[wrong])
    organisation.refuse_merged()
