"""Reports of mails that came back or were complained of: what they do to the mail and to the address it went to."""

from base64 import b64decode

from multaqa.errors import NotFound
from multaqa.rpc import rpc
from services.notifications.domain import address_id
from services.notifications.reports import read


class AddressDesk:
    @rpc
    def take_report(self, content):
        """A report that is repeated, or of what does not count, changes nothing."""
        with self.work() as work:
            report = read(b64decode(content), work.now())
            send = _reported(work, report)
            if send.take_report(report):
                work.sends.save(send)
                note(work, send, report, self.post.bounce_policy)
            return work.commit({"mail_id": send.id, "kind": report.kind, "mail_state": send.state})

    @rpc
    def list_addresses(self, after=None, limit=50, state=None, email=None):
        asked = {"state": state, "address": email and address_id(email)}
        with self.work.reading() as work:
            page = work.mail_addresses.page({name: one for name, one in asked.items() if one}, after, limit)
            return {"items": [address.facts() for address in page.items], "next": page.next}

    @rpc
    def get_address(self, address_id):
        with self.work.reading() as work:
            return work.mail_addresses.get(address_id).facts()

    @rpc
    def lift_address(self, address_id, cause):
        with self.work() as work:
            address = work.mail_addresses.get(address_id)
            address.lift(cause, self.post.bounce_policy, at=work.now())
            work.mail_addresses.save(address)
            work.audit("address.lifted", address.id, cause=cause)
            return work.commit(address.facts())


def note(work, send, report, policy):
    """Of the address that the mail went to, and not of one that the report names: anybody writes those."""
    if send.address:
        address = work.mail_addresses.of(send.address)
        address.take(report, policy)
        work.mail_addresses.save(address)


def _reported(work, report):
    send = work.sends.find(report.mail_id)
    if send is None or send.channel != "mail":
        text = "The mail that this report is about is none of this directorate."
        raise NotFound("report.mail_not_found", text, id=report.mail_id)
    return send
