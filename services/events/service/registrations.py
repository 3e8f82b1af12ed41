"""Registrations: asked for in groups, confirmed or waitlisted, cancelled; a seat that comes back moves on."""

from itertools import repeat

from multaqa.ids import new_id
from multaqa.messages.events import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationReceived,
    RegistrationWaitlisted,
)
from multaqa.rpc import rpc
from services.events.domain import Application, Desk, Registration, quota_id
from services.events.service.answers import listed
from services.events.service.papers import Papers, links_for, tell, without_papers

ADMITTED = {
    "pending": RegistrationReceived,
    "confirmed": RegistrationConfirmed,
    "waitlisted": RegistrationWaitlisted,
}


class RegistrationDesk:
    @rpc(group=64, wait_ms=5)
    def register(self, commands):
        with self.work() as work:
            answers = self._register_all(work, [command.arguments for command in commands], commands)
            return work.commit([one.facts() if isinstance(one, Registration) else one for one in answers])

    def _register_all(self, work, asked, causes=None):
        """The registration or the refusal of each; whoever is admitted is told so, with a link of their own."""
        applications = [Application(new_id(), **without_papers(one)) for one in asked]
        papers = Papers(work, applications, asked)
        desk = Desk(
            work.editions.asked_for(applications),
            work.quotas.asked_for(applications),
            work.registrations.standing_among(applications),
            refused=papers.refused,
        )
        answers = [desk.answer(application, at=work.now()) for application in applications]
        work.quotas.save_all(desk.quotas_used.values())
        work.registrations.add_all(desk.admitted)
        papers.keep(desk.admitted)
        tokens = links_for(work, desk.admitted)
        for cause, answer in zip(causes or repeat(None), answers, strict=False):
            if isinstance(answer, Registration):
                work.publish(ADMITTED[answer.state], answer, cause=cause, token=tokens[answer.id])
        return answers

    def _register_one(self, work, asked):
        (answer,) = self._register_all(work, [asked])
        if not isinstance(answer, Registration):
            raise answer
        return answer

    @rpc
    def list_registrations(self, edition_id, after=None, limit=50, state=None):
        with self.work.reading() as work:
            asked = {"edition_id": work.editions.get(edition_id).id, **({"state": state} if state else {})}
            return listed(work.registrations.page(asked, after, limit))

    @rpc
    def get_registration(self, registration_id):
        with self.work.reading() as work:
            return work.registrations.get(registration_id).facts()

    @rpc
    def cancel_registration(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            work.editions.get(registration.edition_id).require_to_come(at=work.now())
            cancel(work, registration, "person")
            work.audit("registration.cancelled", registration_id)
            return work.commit(registration.facts())

    @rpc
    def count_registrations(self, edition_id):
        with self.work.reading() as work:
            return tally(work, edition_id).figures()

    @rpc
    def reconcile(self, edition_id):
        with self.work.reading() as work:
            return {"edition_id": edition_id, **tally(work, edition_id).reconciliation()}

    # a person's rights

    def _registrations_told(self, work, person_id):
        return {"registrations": [one.facts() for one in work.registrations.of_person(person_id)]}

    def _forget_registered(self, work, person_id):
        """Who has not come yet is cancelled, so that the seat moves on; every registration stays for the figures."""
        for registration in work.registrations.of_person(person_id):
            edition = work.editions.get(registration.edition_id)
            if registration.can_be_cancelled and edition.is_to_come(at=work.now()):
                cancel(work, registration, "person")
            registration.forget_person()
            work.registrations.save(registration)


def cancel(work, registration, reason):
    """Give back the seat or place; a seat goes to the first who waits, in the same transaction."""
    held_a_seat = registration.holds_a_seat
    registration.cancel(reason, at=work.now())
    work.registrations.save(registration)
    work.publish(RegistrationCancelled, registration)
    if held_a_seat:
        _pass_on_seat(work, registration)


def _pass_on_seat(work, registration):
    quota = work.quotas.get(quota_id(registration.edition_id, registration.category))
    first_waiting = work.registrations.first_waiting(quota)
    quota.pass_on_seat(first_waiting, at=work.now())
    work.quotas.save(quota)
    if first_waiting:
        work.registrations.save(first_waiting)
        tell(work, RegistrationConfirmed, first_waiting)


def tally(work, edition_id):
    return work.registrations.tally(edition_id, work.quotas.of_edition(work.editions.get(edition_id).id))
