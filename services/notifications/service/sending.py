"""Mails on their way: each is noted before it is handed over and after, so that none goes out a second time."""

from multaqa import bus
from multaqa.links import new_link
from multaqa.rpc import rpc
from services.notifications.domain import Posting
from services.notifications.mail import Known
from services.notifications.service.recording import recorded

INTERRUPTED = Posting("unconfirmed", "interrupted while it was handed over: it may have been sent")


class SendingDesk:
    @bus.due("send_mail", external=True)
    def send_mail(self, due):
        prepared = recorded(lambda: self._begin(due.key, run=f"{due.generation}/{due.attempt}"))
        posting = prepared if isinstance(prepared, Posting) else self.post.hand_over(prepared)
        recorded(lambda: self._record_posting(due.key, posting))

    def _begin(self, send_id, run):
        """The letter, once it is noted that it goes out; or what came of the send without one."""
        with self.work.beforehand() as work:
            send, link = work.sends.get(send_id), new_link(work.context.tenant)
            if send.was_interrupted(run):
                return INTERRUPTED
            if not send.is_due:
                return Posting("withdrawn", send.reason)
            prepared = self.post.prepare(send, _known(work, send), link.token, work.now())
            if not isinstance(prepared, Posting):
                send.begin(run, link.digest)
                work.sends.save(send)
                work.commit()
            return prepared

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
