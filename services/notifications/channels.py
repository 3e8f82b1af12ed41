"""The ways of telling somebody: each makes what it hands over, and says what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.policy import SMTP
from typing import Any, Protocol

from services.notifications.dialogue import hand_over
from services.notifications.domain import Posting, Recipient, Send, address_id
from services.notifications.domain_key import DomainKey
from services.notifications.knobs import Knobs
from services.notifications.letters import Letters
from services.notifications.templating import SECRETS
from services.notifications.writing import Known, Writer, Written

ANY_NUMBER = "+212600000000"
WITHHELD = "␟"
"""Stands for a link or a code where it must not be kept: no words have it."""


@dataclass(frozen=True)
class Prepared:
    """What is handed over, and what is noted of it: its language, whose words it has, why not the directorate's own."""

    written: Any
    to: str
    posting: Posting


class Channel(Protocol):
    def prepare(self, send: Send, known: Known) -> Prepared | Posting:
        """What to hand over, or why there is nothing."""

    def hand_over(self, prepared: Prepared, noted: Callable[[], None]) -> Posting:
        """The effect; `noted` writes down that it begins, where it could not be told later whether it happened."""


class Mail:
    """A multipart letter, handed to an SMTP server."""

    def __init__(self, writer: Writer, knobs: Knobs) -> None:
        self._knobs = knobs
        self._letters = Letters(writer, knobs.mail_from)
        domain = knobs.mail_from.rpartition("@")[2]
        self._key = DomainKey.read(knobs.mail_dkim_key_file, knobs.mail_dkim_selector, domain)

    def prepare(self, send: Send, known: Known) -> Prepared | Posting:
        try:
            letter, written = self._letters.write(send, known)
            octets = letter.as_bytes(policy=SMTP)
        except ValueError as unwritable:  # a name or an address with a line break in it
            return Posting("rejected", f"cannot be addressed: {unwritable}"[:300])
        signed = self._key.signed(octets) if self._key else octets
        to = known.recipient.email
        return Prepared(signed, to, replace(_noted(known, written), address=address_id(to)))

    def hand_over(self, prepared: Prepared, noted: Callable[[], None]) -> Posting:
        posting = hand_over(self._knobs, prepared.written, prepared.to, noted)
        return replace(prepared.posting, outcome=posting.outcome, reason=posting.reason, status=posting.status)


class Inbox:
    """What somebody finds here when they look: it is there once it is recorded, and there is nothing outside."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def prepare(self, send: Send, known: Known) -> Prepared:
        """Of a link or a code nothing is kept that could be used, whatever was made of it: it is written without."""
        secrets = {name: WITHHELD for name in SECRETS if send.told.get(name)}
        written = self._writer.write(replace(send, told={**send.told, **secrets}), known)
        lines = [line for line in written.text.strip().splitlines() if WITHHELD not in line]
        shown = {"subject": written.subject.replace(WITHHELD, "…"), "text": "\n".join(lines)}
        noted = replace(_noted(known, written), shown=shown)
        return Prepared(shown, "", noted)

    def hand_over(self, prepared: Prepared, noted: Callable[[], None]) -> Posting:  # noqa: ARG002 (nothing can be in doubt)
        return prepared.posting


class Phone:
    """A line to somebody's number, by the first provider that takes it.

    `addresses` are apprise's URLs with `{phone}` where the number belongs, the one to try first in front. A provider
    that took the line and did not say so is followed by the next: the line may come twice then.
    """

    def __init__(self, writer: Writer, addresses: Sequence[str]) -> None:
        import apprise  # 25 MB that a room without such a channel does not need

        self._apprise = apprise
        self._writer = writer
        self._addresses = addresses
        for place, address in enumerate(addresses):
            if not apprise.Apprise().add(_addressed(address, ANY_NUMBER)):
                raise ValueError(f"provider {place} is no address that apprise knows, with {{phone}} in it")

    def prepare(self, send: Send, known: Known) -> Prepared | Posting:
        recipient = known.recipient
        if not isinstance(recipient, Recipient) or not recipient.phone:
            return Posting("withdrawn", "no phone number")
        line = self._writer.line(send, known)
        number = "".join(one for one in recipient.phone if one.isdigit() or one == "+")
        return Prepared(line.text, number, _noted(known, line))

    def hand_over(self, prepared: Prepared, noted: Callable[[], None]) -> Posting:
        noted()
        for address in self._addresses:
            provider = self._apprise.Apprise()
            if provider.add(_addressed(address, prepared.to)) and provider.notify(body=prepared.written):
                return prepared.posting
        return replace(prepared.posting, outcome="deferred", reason="no provider took it")


def channels_of(knobs: Knobs, writer: Writer) -> dict[str, Channel]:
    """Those that this installation has; the addresses of providers are checked when the room starts."""
    channels: dict[str, Channel] = {"mail": Mail(writer, knobs), "inbox": Inbox(writer)}
    for name, addresses in (("sms", knobs.sms_urls), ("chat", knobs.chat_urls)):
        if addresses:
            channels[name] = Phone(writer, addresses)
    return channels


def _noted(known: Known, written: Written) -> Posting:
    language = known.recipient.language
    return Posting("sent", language=language, wording=written.template, trouble=written.trouble)


def _addressed(address: str, number: str) -> str:
    """Empty, which is no address, where there is no place for the number."""
    return address.replace("{phone}", number) if "{phone}" in address else ""
