"""Who was told what, when and why; what came to nothing, and its new try."""

from datetime import datetime

from multaqa.rpc import rpc
from services.notifications.domain import address_id, types_of


class MailLog:
    @rpc
    def list_mails(self, after=None, limit=50, channel=None, **asked):
        """The newest first, of one channel."""
        with self.work.reading() as work:
            page = work.sends.log(narrowed({"channel": channel or "mail", **asked}), after, limit)
            return {"items": [send.facts() for send in page.items], "next": page.next}

    @rpc
    def get_mail(self, mail_id):
        with self.work.reading() as work:
            return work.sends.get(mail_id).facts()

    @rpc
    def resend_mail(self, mail_id):
        with self.work() as work:
            send = work.sends.get(mail_id)
            send.resend()
            work.sends.save(send)
            work.schedule("send_mail", send.id, work.now())
            work.audit("mail.resent", send.id)
            return work.commit(send.facts())


AS_KEPT = {
    "state": lambda states: {"state": {"$in": states.split(",")}},
    "type": lambda type: {"type": type},
    "category": lambda category: {"type": {"$in": list(types_of(category))}},
    "person_id": lambda person_id: {"person_id": person_id},
    "email": lambda email: {"address": address_id(email)},
    "channel": lambda channel: {"channel": channel},
    "message_id": lambda message_id: {"message_id": message_id},
    "created_from": lambda at: {"created_at": {"$gte": datetime.fromisoformat(at)}},
    "created_until": lambda at: {"created_at": {"$lt": datetime.fromisoformat(at)}},
}


def narrowed(asked):
    """What is asked, as it is kept."""
    wanted = [AS_KEPT[name](value) for name, value in asked.items() if value is not None]
    return {"$and": wanted}
