"""Letters: what is written to a person or a contact, as a multipart mail."""

from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import formataddr, localtime
from typing import Any

from multaqa.calendars import Person, invitation, method_of
from multaqa.clock import SystemClock
from services.notifications.domain import Send
from services.notifications.invitations import entries_of
from services.notifications.writing import Known, Writer, Written


class _Verbatim(UnstructuredHeader):
    """A long address in one line: folded as a text it would become words in Base64, which no program takes for it."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Verbatim)  # type: ignore[arg-type]  # it is mixed into a BaseHeader
WRITING = default.clone(header_factory=_HEADERS)


class Letters:
    """`sender` is the address that letters come from."""

    def __init__(self, writer: Writer, sender: str) -> None:
        self._writer = writer
        self._sender = sender
        self._domain = sender.rpartition("@")[2]

    def write(self, send: Send, known: Known) -> tuple[EmailMessage, Written]:
        """The mail of a send. Its Message-ID is the send's: should it go out twice, mail programs show it once.

        Letters to contacts carry the newest mark of the audit trail, so that it is kept outside. Where `known` has a
        link, the letter says how to have no more of these (RFC 8058); what is mandatory has none.
        """
        written, recipient, branding = self._writer.write(send, known), known.recipient, known.branding
        name = branding.name.get(recipient.language, branding.name["fr"]) if branding.name else "Multaqa"
        letter = EmailMessage(WRITING)
        letter["From"] = formataddr((name, self._sender))
        letter["To"] = formataddr((recipient.name, recipient.email))
        letter["Subject"] = written.subject
        letter["Date"] = localtime(SystemClock().now())
        letter["Message-ID"] = f"<{send.id}@{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        if branding.reply_to:
            letter["Reply-To"] = branding.reply_to
        if unsubscribe := self._writer.unsubscribe(known):
            letter["List-Unsubscribe"] = f"<{unsubscribe}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content((written.text + self._writer.footer(known)).lstrip())
        letter.add_alternative(written.html, subtype="html")
        self._invite(letter, send, known, name)
        letter["Content-Language"] = recipient.language  # last: setting a content takes its headers away
        return letter, written

    def _invite(self, letter: EmailMessage, send: Send, known: Known, name: str) -> None:
        """One entry as another form of the letter, as programs expect it; several as files, since each is a message.

        RFC 5546 has one UID in a message.
        """
        recipient = known.recipient
        now = SystemClock().now()
        entries = entries_of(send, known.edition, known.agenda, recipient.language, now)
        organizer, attendee = Person(name, self._sender), Person(recipient.name, recipient.email)
        for place, entry in enumerate(entries, start=1):
            text = invitation("notifications", recipient.language, entry, organizer, attendee).decode()
            how: dict[str, Any] = {"subtype": "calendar", "params": {"method": method_of(entry)}}
            if len(entries) == 1:
                letter.add_alternative(text, **how)
            else:
                letter.add_attachment(text, filename=f"{place}.ics", **how)
