"""Mails, one row for each recipient and message."""

from collections.abc import Iterable
from datetime import datetime

from multaqa.errors import NotFound
from multaqa.links import gone
from multaqa.store import Document, Index, Page, Repository, kept
from services.notifications.domain import CHANNELS, Contact, Report, Send, address_id
from services.notifications.store.rows import Expiring, told_of

INVITATION = "events.invitation_sent.v1"
FOUND_BY = (("state",), ("type",), ("person_id",), ("address",), ("message_id",))
NEWEST_FIRST = ("-created_at", "-_id")
IN_INBOX = {"channel": "inbox", "state": "sent"}
INBOX_STATES = {
    "unread": {"read_at": None, "archived_at": None},
    "read": {"read_at": {"$ne": None}, "archived_at": None},
    "archived": {"archived_at": {"$ne": None}},
    None: {"archived_at": None},
}
NOTICES = ("events.edition_notice_sent.v1", "events.invitations_overtaken.v1")


class Sends(Expiring, Repository[Send]):
    """One row per recipient and message, whose id is derived from both: never two mails for one message."""

    collection = "sends"
    noun = "send"
    indexes = (
        Index("person_id", "_id"),
        Index("about"),
        Index("type", "contact.email"),
        Index("link", where={"link": {"$type": "string"}}),
        Index("gathers", where={"gathers": {"$type": "string"}}),
        *(Index("channel", *narrowed, *NEWEST_FIRST) for narrowed in ((), *FOUND_BY)),
        Index("person_id", "-sent_at", "-_id", where=IN_INBOX),
        Index("sent_at", where=IN_INBOX),
    )

    def document(self, send: Send) -> Document:
        return {**kept(send), "address": send.address or (address_id(send.contact.email) if send.contact else None)}

    def entity(self, document: Document) -> Send:
        contact = Contact(**document["contact"]) if document["contact"] else None
        report = Report(**document["report"]) if document.get("report") else None
        return Send(**{**told_of(document, Send), "contact": contact, "report": report})

    def new_among(self, sends: list[Send]) -> list[Send]:
        """Those that are not kept yet, each once."""
        by_id = {send.id: send for send in sends}
        known = {row["_id"] for row in self.rows.find({"_id": {"$in": sorted(by_id)}}, {"_id": 1})}
        return [send for id, send in by_id.items() if id not in known]

    def to_contact(self, about: str) -> list[Send]:
        return self.many({"about": about}, sort=[("_id", 1)])

    def notices_to(self, addresses: list[str]) -> list[Send]:
        """What was told to these addresses of editions, where no mail says of whom it is."""
        return self._to(addresses, *NOTICES)

    def inviting(self, invitations: list[str]) -> list[Send]:
        return self.many({"about": {"$in": invitations}, "type": INVITATION})

    def to_invited(self, address: str) -> list[Send]:
        """What went to an address because it was invited."""
        return self._to([address], INVITATION, *NOTICES)

    def _to(self, addresses: list[str], *types: str) -> list[Send]:
        return self.many({"type": {"$in": list(types)}, "contact.email": {"$in": addresses}})

    def by_link(self, link: str) -> Send:
        """What was sent with this link; one answer for whatever is no such link, or no longer is."""
        send = self.one({"link": link})
        if send is None:
            raise gone()
        return send

    def gathering(self, keys: Iterable[str]) -> dict[str, Send]:
        """What still waits for more of these, by key."""
        wanted = {"gathers": {"$in": sorted(keys)}, "state": "due"}
        return {str(send.gathers): send for send in self.many(wanted)}

    def waiting_to_tell(self, messages: Iterable[str]) -> list[Send]:
        """What tells one of these and is not settled, in every channel."""
        told = {"channel": {"$in": list(CHANNELS)}, "message_id": {"$in": sorted(messages)}}
        return self.many({**told, "state": {"$in": ["due", "sending"]}}) if told["message_id"]["$in"] else []

    def sent_since(self, to: Send, since: datetime) -> list[datetime]:
        """When the person, or the address of a contact, was sent what they got by this channel."""
        whom = {"person_id": to.person_id} if to.person_id else {"address": to.addressee}
        rows = self.rows.find({**whom, "channel": to.channel, "sent_at": {"$gt": since}}, {"sent_at": 1})
        return [row["sent_at"] for row in rows]

    def log(self, wanted: Document, after: str | None, limit: int) -> Page[Send]:
        return self.newest_page(wanted, "created_at", after, limit)

    def inbox_page(self, person_id: str, state: str | None, after: str | None, limit: int) -> Page[Send]:
        """The newest first; without a state, all that is not archived."""
        wanted = {"person_id": person_id, **IN_INBOX, **INBOX_STATES[state]}
        return self.newest_page(wanted, "sent_at", after, limit)

    def unread(self, person_id: str) -> int:
        return self.count({"person_id": person_id, **IN_INBOX, **INBOX_STATES["unread"]})

    def inbox_item(self, person_id: str, id: str) -> Send:
        """Of this person's, and of nobody else's."""
        item = self.one({"_id": id, "person_id": person_id, **IN_INBOX})
        if item is None:
            raise NotFound("inbox_item.not_found", "There is no such message in this inbox.", id=id)
        return item

    def inbox_since(self, since: datetime, after: str | None, limit: int, **whose: str) -> Page[Send]:
        return self.newest_page({**IN_INBOX, **whose, "sent_at": {"$gte": since}}, "sent_at", after, limit)

    def to_person(self, person_id: str) -> list[Send]:
        return self.many({"person_id": person_id}, sort=[("_id", 1)])
