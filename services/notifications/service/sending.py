"""Mails on their way: each is noted before it is handed over and after, so that none goes out a second time."""

from dataclasses import replace
from functools import partial

from multaqa import bus
from multaqa.errors import Refused
from multaqa.links import new_link
from services.notifications.domain import PHONE_CHANNELS, Posting, Report, address_id, agenda_id, refuses_address
from services.notifications.invitations import OF_AGENDA
from services.notifications.post_office import Circumstances
from services.notifications.service.addresses import note
from services.notifications.service.recording import recorded

INTERRUPTED = Posting("unconfirmed", "interrupted while it was handed over: it may have been sent")
AT_ONCE = 10  # mails a process hands over together: those may be unconfirmed should it be killed


class SendingDesk:
    @bus.due("send_mail", external=True, at_once=AT_ONCE)
    def send_mail(self, due):
        run = f"{due.generation}/{due.attempt}"
        send, prepared, begin = self._prepare(due.key, run)
        try:
            posting = prepared if isinstance(prepared, Posting) else self.post.hand_over(send, prepared, begin)
        except Refused as overtaken:
            posting = Posting("waiting", overtaken.code)
        recorded(lambda: self._record_posting(due.key, posting))

    def _prepare(self, send_id, run):
        """The letter, and what notes that it goes out; or what came of the send without one."""
        with self.work.reading() as work:
            send, link = work.sends.get(send_id), new_link(work.context.tenant)
            if send.was_interrupted(run):
                return send, INTERRUPTED, None
            if not send.is_due:
                return send, Posting("withdrawn", send.reason), None
            prepared = self.post.prepare(send, self._circumstances(work, send), link.token, work.now())
            return (
                send,
                prepared,
                lambda: recorded(partial(self._begin, send, run, link.digest, prepared.posting.address)),
            )

    def _circumstances(self, work, send):
        recipient, now = send.contact or work.persons.recipient(send.person_id), work.now()
        if recipient and send.channel in PHONE_CHANNELS:
            recipient = replace(recipient, phone=work.phones.of(send.person_id))
        others = work.sends.sent_since(send, now - self.post.timing.within) if send.may_wait(now) else ()
        edition, preferences = work.editions.find(send.edition_id), work.preferences.of(send.addressee)
        template = work.templates.of(send.type, send.channel, recipient.language) if recipient else None
        branding, mark = work.branding.own(), work.marks.newest()
        agenda = work.agendas.find(agenda_id(send.person_id, send.edition_id)) if send.type in OF_AGENDA else None
        by_mail = recipient and send.channel == "mail"
        address = work.mail_addresses.known(address_id(recipient.email)) if by_mail else None
        return Circumstances(recipient, preferences, edition, mark, agenda, branding, template, address, others)

    def _begin(self, prepared, run, link, address):
        with self.work.beforehand() as work:
            send = work.sends.get(prepared.id)
            send.begin(run, link, prepared.version, address)
            work.sends.save(send)
            work.commit()

    def _record_posting(self, send_id, posting):
        with self.work() as work:
            send = work.sends.get(send_id)
            again_at = self.post.record(send, posting, at=work.now())
            if refuses_address(posting.status):
                refusal = Report("hard", send.id, posting.status, posting.reason, work.now())
                note(work, send, refusal, self.post.bounce_policy)
            work.sends.save(send)
            if posting.trouble:
                _note_trouble(work, send, posting)
            if again_at:
                work.schedule("send_mail", send_id, again_at)
            work.commit()


def _note_trouble(work, send, posting):
    """The directorate's own words could not be used: who looks after them sees it in the list of templates."""
    template = work.templates.of(send.type, send.channel, posting.language)
    if template.standing and template.note(template.standing, posting.trouble, work.now()):
        work.templates.save(template)
