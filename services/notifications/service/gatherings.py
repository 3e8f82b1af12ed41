"""Mails about gatherings: to each person about their own registration, and to all who registered about what changes."""

from dataclasses import replace

from multaqa import bus
from multaqa.ids import derived_id
from multaqa.messages.events import (
    ActivityCancelled,
    ActivityChanged,
    EditionAnnounced,
    EditionCancelled,
    EditionChanged,
    EditionOpened,
    EditionPostponed,
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationPromoted,
    RegistrationReceived,
    RegistrationWaitlisted,
    SpeakersChanged,
)
from services.notifications.domain import Send
from services.notifications.service.contacts import as_kept, hand_in

BATCH = 200
CHUNK = 200
WHO_ELSE = ("exhibitors", "institute_ids", "contributor_ids", "speaker_ids", "named_ids", "released_ids")


class GatheringLetters:
    # to one

    @bus.subscribe(RegistrationReceived, batch=BATCH)
    def tell_of_receipt(self, messages):
        self._write_to_registered(messages)

    @bus.subscribe(RegistrationConfirmed, batch=BATCH)
    def tell_of_seat(self, messages):
        self._write_to_registered(messages)

    @bus.subscribe(RegistrationWaitlisted, batch=BATCH)
    def tell_of_place(self, messages):
        self._write_to_registered(messages)

    @bus.subscribe(RegistrationPromoted, batch=BATCH)
    def tell_of_offer(self, messages):
        self._write_to_registered(messages)

    @bus.subscribe(RegistrationCancelled, batch=BATCH)
    def tell_of_cancellation(self, messages):
        """Also that the edition is cancelled: with it each registration is. Who contributes to it was told already."""
        self._write_to_registered(messages)

    def _write_to_registered(self, messages):
        with self.work() as work:
            for message in messages:
                work.registered.keep(message.subject, message.version, message.facts)
            sends = [_to_registered(message, work.now()) for message in messages]
            hand_in(work, work.sends.new_among(sends), self.post.channels)
            work.commit()

    # to all who are concerned

    @bus.subscribe(EditionAnnounced)
    def know_edition(self, message):
        self._keep_edition(message)

    @bus.subscribe(EditionOpened)
    def keep_edition(self, message):
        self._keep_edition(message)

    @bus.subscribe(EditionChanged)
    def correct_edition(self, message):
        self._keep_edition(message)

    @bus.subscribe(EditionCancelled)
    def end_edition(self, message):
        """Who has come keeps their registration; the others hear it by this mail or by that of their cancellation."""
        with self.work() as work:
            work.editions.put_if_newer(message.subject, message.version, message.facts)
            _tell_all(
                work,
                message,
                {"edition_id": message.subject},
                "contributor_ids",
                self.post.channels,
                _end_of(message.subject),
            )
            work.commit()

    def _keep_edition(self, message):
        with self.work() as work:
            work.editions.put_if_newer(message.subject, message.version, message.facts)
            work.commit()

    @bus.subscribe(EditionPostponed)
    def tell_of_postponement(self, message):
        """Whoever registers from here on reads of the new dates in their own mail."""
        with self.work() as work:
            work.editions.put_if_newer(message.subject, message.version, message.facts)
            _tell_all(work, message, {"edition_id": message.subject}, "contributor_ids", self.post.channels)
            work.commit()

    @bus.subscribe(ActivityChanged)
    def tell_of_move(self, message):
        with self.work() as work:
            if message.facts["moved"]:
                _tell_all(work, message, _of_activity(message), "speaker_ids", self.post.channels)
            work.commit()

    @bus.subscribe(ActivityCancelled)
    def tell_of_gap(self, message):
        with self.work() as work:
            _tell_all(work, message, _of_activity(message), "speaker_ids", self.post.channels)
            work.commit()

    @bus.subscribe(SpeakersChanged)
    def tell_speakers(self, message):
        with self.work() as work:
            told = _told_of(message, message.facts["edition_id"])
            for names, named in (("named_ids", True), ("released_ids", False)):
                _write_to_contributors(work, message, names, {**told, "named": named}, message.id, self.post.channels)
            work.commit()

    @bus.due("tell_registered")
    def tell_registered(self, due):
        """A chunk of those concerned; the next one is due work again, so that thousands hold up nobody."""
        with self.work() as work:
            concerned = work.registered.concerned(due.facts["whom"], due.facts["after"], CHUNK)
            sends = [_told(row["person_id"], due, work.now()) for row in concerned]
            hand_in(work, work.sends.new_among(sends), self.post.channels)
            if len(concerned) == CHUNK:
                work.schedule(due.kind, due.key, work.now(), **{**due.facts, "after": concerned[-1]["_id"]})
            work.commit()


def mail_to(person_id, message, at, key=None):
    """One mail for each person and key: the message's id, unless another message tells the same."""
    id = derived_id(person_id, key or message.id)
    told = {name: as_kept(fact) for name, fact in message.facts.items()}
    return Send(id, person_id, message.id, message.type, told, at)


def _of_activity(message):
    return {"edition_id": message.facts["edition_id"], "activity_ids": message.subject}


def _to_registered(message, at):
    """That the edition is cancelled is one thing to tell a person, whatever their part in it."""
    facts = message.facts
    ends = message.type == RegistrationCancelled.type and facts["reason"] == "edition_cancelled"
    return mail_to(facts["person_id"], message, at, _end_of(facts["edition_id"]) if ends else None)


def _end_of(edition_id):
    return f"{edition_id} cancelled"


def _told_of(message, edition_id):
    """What a mail tells: not who else is concerned."""
    told = {name: fact for name, fact in message.facts.items() if name not in WHO_ELSE}
    return {**told, "edition_id": edition_id}


def _write_to_contributors(work, message, names, told, key, channels):
    """To each whom the facts list under this name, one mail for this key."""
    sends = [mail_to(person_id, message, work.now(), key) for person_id in message.facts[names]]
    sends = [replace(send, told={**told, "contributes": True}) for send in sends]
    hand_in(work, work.sends.new_among(sends), channels)


def _tell_all(work, message, whom, names, channels, key=None):
    """Those who contribute at once, and as such; whoever is registered, too, is not told again."""
    told, key = _told_of(message, whom["edition_id"]), key or message.id
    _write_to_contributors(work, message, names, told, key, channels)
    facts = {"whom": whom, "after": "", "type": message.type, "told": told, "told_as": key}
    work.schedule("tell_registered", message.id, work.now(), **facts)


def _told(person_id, due, at):
    """One mail for each person and key, however often the chunk is done: its id says so."""
    facts = due.facts
    return Send(derived_id(person_id, facts["told_as"]), person_id, due.key, facts["type"], facts["told"], at)
