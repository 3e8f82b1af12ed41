"""Full payloads: who a public message is about, joined as it is posted, for whom they consent to be named to."""

from functools import partial

from multaqa.messages import sample
from multaqa.messages.directory import PersonRegistered
from services.notifications.cloud_event import naming, pseudonym_in
from services.notifications.store.heard import SHARED

SAMPLE = {name: sample(PersonRegistered.type)["data"][name] for name in SHARED}
"""Nobody: she is in the frozen sample of a person."""


class NamingDesk:
    def naming_of(self, subscription, message):
        """What joins the person to a message when it is posted; None for a subscription that asks for nobody."""
        asks = subscription.payload == "full"
        return partial(self._named, subscription.id, message) if asks else None

    def _named(self, subscription_id, message):
        """The event as it may be told in this instant: approval and consent are read now, and nothing of it is kept."""
        pseudonym = pseudonym_in(message.body)
        with self.work.reading() as work:
            subscription = work.subscriptions.get(subscription_id)
            if pseudonym is None or not (subscription.names_persons or message.is_sample):
                return message.body
            person_id = work.pseudonyms.person_behind(pseudonym)
            shared = work.persons.shared_for(subscription.purpose, person_id) if person_id else None
            return naming(message.body, SAMPLE if message.is_sample else shared)
