"""Mails on their way: each is noted before it is handed over and after, so that none goes out a second time."""

from multaqa import bus
from multaqa.links import new_link
from multaqa.rpc import rpc
from services.notifications.domain import Posting
from services.notifications.mail import Known
from services.notifications.service.recording import recorded

INTERRUPTED = Posting("unconfirmed", "interrupted while it was handed over: it may have been sent")


AT_ONCE = 8  # mails a process hands over together: those may be unconfirmed should it be killed


class SendingDesk:
    @bus.due("send_mail", external=True, at_once=AT_ONCE)
    def send_mail(self, due):
        run = f"{due.generation}/{due.attempt}"
        prepared, link = self._prepare(due.key, run)
        if isinstance(prepared, Posting):
            posting = prepared
        else:
            posting = self.post.hand_over(prepared, lambda: recorded(lambda: self._begin(due.key, run, link)))
        recorded(lambda: self._record_posting(due.key, posting))

    def _prepare(self, send_id, run):
        """The letter with the digest of its link, or what came of the send without one."""
        with self.work.reading() as work:
            send, link = work.sends.get(send_id), new_link(work.context.tenant)
            if send.was_interrupted(run):
                return INTERRUPTED, None
            if not send.is_due:
                return Posting("withdrawn", send.reason), None
            return self.post.prepare(send, _known(work, send), link.token, work.now()), link.digest

    def _begin(self, send_id, run, link):
        with self.work.beforehand() as work:
            send = work.sends.get(send_id)
            send.begin(run, link)
            work.sends.save(send)
            work.commit()

    def _record_posting(self, send_id, posting):
        with self.work() as work:
            send = work.sends.get(send_id)
            again_at = self.post.record(send, posting, at=work.now())
            work.sends.save(send)
            if again_at:
                work.schedule("send_mail", send_id, again_at)
            work.commit()

    @rpc
    def list_mails(self, after=None, limit=50, person_id=None):
        with self.work.reading() as work:
            page = work.sends.page({"person_id": person_id} if person_id else {}, after, limit)
            return {"items": [send.facts() for send in page.items], "next": page.next}


def _known(work, send):
    recipient = send.contact or work.persons.recipient(send.person_id)
    edition = work.editions.find(send.edition_id)
    return Known(recipient, work.preferences.of(send.addressee), edition, work.marks.newest())
