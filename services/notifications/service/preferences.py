"""What people want to be told: said by staff for them, or by themselves with the link that each mail brings."""

from multaqa.errors import NotFound
from multaqa.rpc import rpc
from services.notifications.domain import address_id

BY_ADDRESS = ("mail",)
"""Who is no person of the directory has neither inbox nor number here."""


class PreferencesDesk:
    @rpc
    def get_preferences(self, person_id):
        with self.work.reading() as work:
            return work.preferences.of(_known(work, person_id)).facts(self.post.channels)

    @rpc
    def set_preferences(self, person_id, facts):
        with self.work() as work:
            return _set(work, work.preferences.of(_known(work, person_id)), facts, self.post.channels)

    @rpc
    def set_address_preferences(self, email, preferences):
        """Of somebody who is no person of the directory, by their address."""
        with self.work() as work:
            return _set(work, work.preferences.of(address_id(email)), preferences, BY_ADDRESS)

    @rpc
    def read_preferences_by_link(self, link):
        with self.work.reading() as work:
            send = work.sends.by_link(link)
            shown = work.preferences.of(send.addressee).facts(self._channels_of(send))
            return {**shown, "category": send.category}

    @rpc
    def set_preferences_by_link(self, link, facts):
        with self.work() as work:
            send = work.sends.by_link(link)
            preferences = work.preferences.of(send.addressee)
            return _set(work, preferences, facts, self._channels_of(send), category=send.category)

    @rpc
    def unsubscribe(self, link):
        """From what the mail with this link was about."""
        with self.work() as work:
            send = work.sends.by_link(link)
            choice = {"category": send.category, "channel": send.channel, "wanted": False}
            preferences = work.preferences.of(send.addressee)
            channels = self._channels_of(send)
            return _set(work, preferences, {"choices": [choice]}, channels, category=send.category)

    def _channels_of(self, send):
        return self.post.channels if send.person_id else BY_ADDRESS


def _known(work, person_id):
    recipient = work.persons.recipient(person_id)
    if recipient is None or recipient.erased:
        raise NotFound("person.not_found", "There is no person with this id.", id=person_id)
    return person_id


def _set(work, preferences, facts, channels, **shown):
    preferences.choose(facts.get("choices") or (), at=work.now())
    if (opposes := facts.get("opposes")) is not None:
        preferences.oppose(work.now(), opposes=opposes)
    work.preferences.save(preferences)
    work.audit("preferences.set", preferences.id)
    return work.commit({**preferences.facts(channels), **shown})
