"""Consents: each with its date and text, withdrawn as easily as given, and at once."""

from multaqa.rpc import rpc
from services.events.domain.consent import choices
from services.events.service.papers import decide
from services.events.service.seating import cancel


class ConsentDesk:
    @rpc
    def decide_consents(self, registration_id, consents):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            self._decide_consents(work, registration, consents)
            return work.commit(_all(work, registration))

    @rpc
    def list_consents(self, registration_id):
        with self.work.reading() as work:
            return _all(work, work.registrations.get(registration_id))

    def _decide_consents(self, work, registration, consents):
        """Who no longer agrees to take part gives back their seat: nothing of them is processed without it."""
        made = choices(consents)
        decide(work, registration, made)
        leaves = any(choice.purpose == "participation" and not choice.given for choice in made)
        if leaves and registration.can_be_cancelled:
            cancel(work, registration, "person")
        work.audit("registration.consents_decided", registration.id, purposes=[choice.purpose for choice in made])

    # a person's rights

    def _consents_told(self, work, person_id):
        return {"consents": [consent.shown() for consent in work.sharing.of_person(person_id)]}

    def _forget_consents(self, work, person_id):
        work.sharing.forget_person(person_id)


def _all(work, registration):
    return {"items": [consent.shown() for consent in work.sharing.of_registration(registration.id)], "next": None}
