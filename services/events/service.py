"""The events' room: series and editions, who comes to them, and who receives them there."""

from multaqa.bus import due, subscribe
from multaqa.ids import new_id
from multaqa.messages.directory import PersonErased, TenantOpened
from multaqa.messages.events import (
    CandidateCheckedIn,
    EditionClosed,
    EditionOpened,
    EditionPlanned,
    EventsCheckpointMade,
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationWaitlisted,
    SeriesCreated,
    StandAssigned,
)
from multaqa.rpc import rpc
from multaqa.store import works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.events.domain import Application, Desk, Edition, Registration, Series, Stand
from services.events.store import Editions, Quotas, Registrations, SeriesList, Stands

ADMITTED = {"confirmed": RegistrationConfirmed, "waitlisted": RegistrationWaitlisted}


class EventsService(trail_of(EventsCheckpointMade), keeper_of(TenantOpened)):
    name = "events"
    work = works(series=SeriesList, editions=Editions, quotas=Quotas, registrations=Registrations, stands=Stands)

    # series and editions

    @rpc
    def create_series(self, facts):
        with self.work() as work:
            series = Series.created(new_id(), facts)
            work.series.save(series)
            work.publish(SeriesCreated, series)
            return work.commit(series.facts())

    @rpc
    def list_series(self, after=None, limit=50):
        with self.work.reading() as work:
            return _listed(work.series.page({}, after, limit))

    @rpc
    def plan_edition(self, facts):
        with self.work() as work:
            edition = Edition.planned(new_id(), facts, work.series.get(facts["series_id"]), at=work.now())
            edition.refuse_taken_number(by=work.editions.with_number(edition.series_id, edition.number))
            work.editions.save(edition)
            work.quotas.add_all(edition.quotas())
            work.publish(EditionPlanned, edition)
            return work.commit(edition.facts())

    @rpc
    def list_editions(self, after=None, limit=50, series_id=None):
        with self.work.reading() as work:
            return _listed(work.editions.page({"series_id": series_id} if series_id else {}, after, limit))

    @rpc
    def get_edition(self, edition_id):
        with self.work.reading() as work:
            return work.editions.get(edition_id).facts()

    @rpc
    def open_edition(self, edition_id):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.open(at=work.now())
            work.editions.save(edition)
            work.publish(EditionOpened, edition)
            work.schedule("close_edition", edition_id, edition.ends_at)
            work.audit("edition.opened", edition_id)
            return work.commit(edition.facts())

    @due("close_edition")
    def close_edition(self, due):
        with self.work() as work:
            edition = work.editions.get(due.key)
            edition.close(at=work.now())
            work.editions.save(edition)
            work.publish(EditionClosed, edition)
            work.commit()

    # registrations

    @rpc(group=64, wait_ms=5)
    def register(self, commands):
        applications = [Application(new_id(), **command.arguments) for command in commands]
        with self.work() as work:
            desk = Desk(
                work.editions.asked_for(applications),
                work.quotas.asked_for(applications),
                work.registrations.standing_among(applications),
            )
            answers = [desk.answer(application, at=work.now()) for application in applications]
            work.quotas.save_all(desk.quotas_used.values())
            work.registrations.add_all(desk.admitted)
            for command, answer in zip(commands, answers, strict=True):
                if isinstance(answer, Registration):
                    work.publish(ADMITTED[answer.state], answer, cause=command)
            return work.commit([one.facts() if isinstance(one, Registration) else one for one in answers])

    @rpc
    def list_registrations(self, edition_id, after=None, limit=50, state=None):
        with self.work.reading() as work:
            asked = {"edition_id": work.editions.get(edition_id).id, **({"state": state} if state else {})}
            return _listed(work.registrations.page(asked, after, limit))

    @rpc
    def get_registration(self, registration_id):
        with self.work.reading() as work:
            return work.registrations.get(registration_id).facts()

    @rpc
    def cancel_registration(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            work.editions.get(registration.edition_id).require_open(at=work.now())
            _cancel(work, registration)
            work.audit("registration.cancelled", registration_id)
            return work.commit(registration.facts())

    @rpc
    def check_in(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            if not registration.is_checked_in:
                registration.check_in(at=work.now())
                work.registrations.save(registration)
                work.publish(CandidateCheckedIn, registration)
            return work.commit(registration.facts())

    # figures

    @rpc
    def count_registrations(self, edition_id):
        with self.work.reading() as work:
            return _tally(work, edition_id).figures()

    @rpc
    def reconcile(self, edition_id):
        with self.work.reading() as work:
            return {"edition_id": edition_id, **_tally(work, edition_id).reconciliation()}

    # stands

    @rpc
    def assign_stand(self, edition_id, facts):
        with self.work() as work:
            stand = Stand.assigned(new_id(), work.editions.get(edition_id), facts, at=work.now())
            stand.refuse_taken(by=work.stands.like(stand))
            work.stands.save(stand)
            work.publish(StandAssigned, stand)
            return work.commit(stand.facts())

    @rpc
    def list_stands(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return _listed(work.stands.page({"edition_id": work.editions.get(edition_id).id}, after, limit))

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            return {"registrations": [one.facts() for one in work.registrations.of_person(person_id)]}

    @subscribe(PersonErased)
    def forget_person(self, message):
        with self.work() as work:
            for registration in work.registrations.of_person(message.facts["person_id"]):
                edition = work.editions.get(registration.edition_id)
                if registration.can_be_cancelled and edition.takes_registrations(at=work.now()):
                    _cancel(work, registration)
                registration.forget_person()
                work.registrations.save(registration)
            work.forget(message.facts["person_id"])
            work.commit()


def _cancel(work, registration):
    """Give back the seat or place; a seat goes to the first who waits, in the same transaction."""
    held_a_seat = registration.holds_a_seat
    registration.cancel(at=work.now())
    work.registrations.save(registration)
    work.publish(RegistrationCancelled, registration)
    if held_a_seat:
        _pass_on_seat(work, registration)


def _pass_on_seat(work, registration):
    quota = work.quotas.get(registration.quota_id)
    first_waiting = work.registrations.first_waiting(quota)
    quota.pass_on_seat(first_waiting, at=work.now())
    work.quotas.save(quota)
    if first_waiting:
        work.registrations.save(first_waiting)
        work.publish(RegistrationConfirmed, first_waiting)


def _tally(work, edition_id):
    return work.registrations.tally(edition_id, work.quotas.of_edition(work.editions.get(edition_id).id))


def _listed(page):
    return {"items": [entity.facts() for entity in page.items], "next": page.next}
