"""Registrations: asked for in groups, approved, changed and cancelled; seats that come back move on."""

from itertools import repeat

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.events.domain import Application, Desk, Registration
from services.events.service.answers import listed
from services.events.service.papers import Papers, links_for, without_papers
from services.events.service.seating import TOLD, cancel, change, keep

STAFF = ("administrator", "staff")


class RegistrationDesk:
    @rpc(group=64, wait_ms=5)
    def register(self, commands):
        with self.work() as work:
            answers = self._register_all(work, [command.arguments for command in commands], commands)
            return work.commit([one.facts() if isinstance(one, Registration) else one for one in answers])

    def _register_all(self, work, asked, causes=None):
        """The registration or the refusal of each; whoever is admitted is told so, with a link of their own."""
        applications = [Application.read(new_id(), without_papers(one)) for one in asked]
        papers = Papers(work, applications, asked)
        desk = desk_for(work, applications, papers.refused)
        answers = [desk.answer(application, at=work.now()) for application in applications]
        keep_decisions(work, desk)
        papers.keep(desk.admitted)
        tokens = links_for(work, desk.admitted)
        for cause, answer in zip(causes or repeat(None), answers, strict=False):
            if isinstance(answer, Registration):
                work.publish(TOLD[answer.state], answer, cause=cause, token=tokens[answer.id])
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
            return told_with_rank(work, work.registrations.get(registration_id))

    @rpc
    def change_registration(self, registration_id, activity_ids):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            change(work, registration, activity_ids)
            work.audit("registration.changed", registration_id)
            return work.commit(told_with_rank(work, work.registrations.get(registration_id)))

    @rpc
    def cancel_registration(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            work.editions.get(registration.edition_id).require_to_come(at=work.now())
            cancel(work, registration, "staff" if work.context.role in STAFF else "person")
            work.audit("registration.cancelled", registration_id)
            return work.commit(registration.facts())

    # approval

    @rpc
    def approve_registration(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            work.editions.get(registration.edition_id).require_to_come(at=work.now())
            registration.approve(at=work.now())
            keep(work, registration)
            work.audit("registration.approved", registration_id)
            return work.commit(registration.facts())

    @rpc
    def refuse_registration(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            registration.require_pending()
            cancel(work, registration, "refused")
            work.audit("registration.refused", registration_id)
            return work.commit(registration.facts())

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


def desk_for(work, applications, refused):
    editions = work.editions.asked_for(applications)
    return Desk(
        editions,
        work.quotas.met_by(applications),
        work.registrations.standing_among(applications),
        work.holds.asked_for(applications),
        work.draws.undrawn(editions),
        refused,
    )


def keep_decisions(work, desk):
    """Save what a desk decided: quotas, registrations, and the holds that became registrations."""
    work.quotas.save_all(desk.seats.changed.values())
    work.registrations.add_all(desk.admitted)
    for hold in desk.holds_used:
        work.holds.remove(hold.id)
        work.unschedule("expire_hold", hold.id)


def told_with_rank(work, registration):
    """A registration as its person sees it: `ahead` says how many wait before them now."""
    return {**registration.facts(), "ahead": work.registrations.ahead_of(registration)}
