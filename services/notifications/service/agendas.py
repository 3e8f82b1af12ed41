"""What candidates are told of their interviews: the timetable, changes gathered into one mail, and reminders."""

from datetime import timedelta

from multaqa import bus
from multaqa.ids import derived_id
from multaqa.messages.matching import AgendaChanged, TimetablePublished
from multaqa.zone import day_of
from services.notifications.domain import REMINDER, Send, agenda_id, followed, reminders
from services.notifications.service.contacts import hand_in
from services.notifications.service.gatherings import mail_to

BATCH = 50
BEFORE_RUNS, RUN_BITS = 1 << 48, 32


class AgendaLetters:
    @bus.subscribe(TimetablePublished, batch=BATCH)
    def tell_of_timetable(self, messages):
        with self.work() as work:
            for message in messages:
                if not message.facts.get("preliminary"):
                    self._keep_agenda(work, message)
            sends = [mail_to(message.facts["candidate_id"], message, work.now()) for message in messages]
            hand_in(work, sends, self.post.channels)
            work.commit()

    @bus.subscribe(AgendaChanged, batch=BATCH)
    def tell_of_change(self, messages):
        with self.work() as work:
            sends = []
            for message in messages:
                self._keep_agenda(work, message)
                send = mail_to(message.facts["candidate_id"], message, work.now())
                send.gathers = _agenda_id(message.facts)
                sends += [send, *send.also_by(self.post.channels)]
            gather(work, sends, work.now() + self.post.timing.gather, self.post.kept_until(work.now()))
            work.commit()

    def _keep_agenda(self, work, message):
        """The newest word on somebody's interviews; each of their days is reminded of, however often it moves."""
        facts, id = message.facts, _agenda_id(message.facts)
        recipient = work.persons.recipient(facts["candidate_id"])
        if recipient and recipient.erased:
            return
        known = work.agendas.find(id)
        told = {"person_id": facts["candidate_id"], **{name: facts[name] for name in ("edition_id", "interviews")}}
        told |= followed(known, facts["interviews"])
        if not work.agendas.put_if_newer(id, agenda_order(message), told):
            return
        coming = {key: at for key, at in self._reminders(id, facts["interviews"]).items() if at > work.now()}
        before = self._reminders(id, known["interviews"] if known else ()).keys()
        for key in before - coming.keys():
            work.unschedule("remind", key)
        for key, at in coming.items():
            work.schedule("remind", key, at, agenda_id=id)
        self._overtake(work, work.agendas.get(id), before, coming)

    def _overtake(self, work, agenda, keys, coming):
        """Reminders that wait to be sent tell what is now, and nothing where none is left or a later one will."""
        reminding = {derived_id(key): key for key in keys}
        for send in work.sends.waiting_to_tell(reminding):
            key = reminding[send.message_id]
            if (told := _reminded_of(agenda, key)) == send.told:
                continue
            send.tell_instead(None if key in coming else told, work.now())
            if send.state == "due":
                work.schedule("send_mail", send.id, work.now())
            elif not send.is_due:
                send.keep_until(self.post.kept_until(work.now()))
                work.unschedule("send_mail", send.id)
            work.sends.save(send)

    def _reminders(self, id, interviews):
        """When each is due, by its key."""
        return {_key(id, *which): at for which, at in reminders(interviews, self.post.timing.leads).items()}

    @bus.due("remind")
    def remind(self, due):
        with self.work() as work:
            agenda = work.agendas.find(due.facts["agenda_id"])
            told = _reminded_of(agenda, due.key) if agenda else None
            if told and told["expires_at"] > work.now() and not self._is_too_much(due.key, told, work.now()):
                id = derived_id(due.key, told["expires_at"].isoformat())
                send = Send(id, agenda["person_id"], derived_id(due.key), REMINDER, told, work.now())
                hand_in(work, work.sends.new_among([send]), self.post.channels)
            work.commit()

    def _is_too_much(self, key, told, now):
        """Whether a nearer reminder is due as well: this one comes late, and one is enough."""
        begins, lead_s = told["expires_at"], int(key.split(":")[2])
        return any(lead.total_seconds() < lead_s and begins - lead <= now for lead in self.post.timing.leads)


def gather(work, sends, until, kept_until):
    """Each into the mail that waits for more of its kind, or as one that others may join until then."""
    waiting = work.sends.gathering({send.gathers for send in sends})
    known = set(waiting)
    for send in sends:
        if earlier := waiting.get(send.gathers):
            earlier.gather(send)
        else:
            waiting[send.gathers] = send
    for settled in (send for send in (*waiting.values(), *sends) if not send.is_due):
        settled.keep_until(kept_until)
    work.sends.save_all([*waiting.values(), *sends])
    for key, send in waiting.items():
        if not send.is_due:
            work.unschedule("send_mail", send.id)
        elif send.is_mandatory(work.now()):
            work.schedule("send_mail", send.id, work.now())
        elif key not in known:
            work.schedule("send_mail", send.id, until)


def agenda_order(message):
    """Grows with each word on an agenda: by the run's number, then its version, above any time in milliseconds.

    A word from before runs were told has its time, and comes before every other.
    """
    number, version = (message.facts.get(name) for name in ("run_number", "run_version"))
    return BEFORE_RUNS + (number << RUN_BITS) + version if number else int(message.time.timestamp() * 1000)


def _agenda_id(facts):
    return agenda_id(facts["candidate_id"], facts["edition_id"])


def _key(agenda_id, day, lead: timedelta):
    return f"{agenda_id}:{day.isoformat()}:{int(lead.total_seconds())}"


def _reminded_of(agenda, key):
    """What a reminder tells of its day, until the first interview begins; None where there is none."""
    day = key.split(":")[1]
    interviews = [one for one in agenda["interviews"] if day_of(one["starts_at"]).isoformat() == day]
    if not interviews:
        return None
    begins = min(one["starts_at"] for one in interviews)
    return {"edition_id": agenda["edition_id"], "interviews": interviews, "expires_at": begins}
