"""A mail server that delivers nowhere, with pages to read what came: `python -m multaqa.sinks.mail`."""

import argparse
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from typing import Any

from aiosmtpd.controller import Controller

from multaqa.clock import SystemClock
from multaqa.sinks.page import Answer, as_json, html, not_found, serve_until_told, server_of

KEPT = 5_000
SHOWN = 200

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2a2a}}
table{{border-collapse:collapse;width:100%}} td,th{{padding:.4rem;border-top:1px solid #dfe3df;text-align:start}}
iframe{{width:100%;height:34rem;border:1px solid #dfe3df}} pre{{white-space:pre-wrap}}
</style></head><body><h1>{title}</h1>{body}</body></html>"""


@dataclass(frozen=True)
class Mail:
    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    letter: EmailMessage
    octets: bytes

    @property
    def message_id(self) -> str:
        return str(self.letter["message-id"] or "")

    def part(self, form: str) -> str:
        found = self.letter.get_body((form,))
        return str(found.get_content()) if found else ""

    def facts(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "to": list(self.recipients),
            "subject": str(self.letter["subject"] or ""),
            "language": str(self.letter["content-language"] or ""),
            "message_id": self.message_id,
        }


class Mailbox:
    """The newest mails, and how many came in all: by recipient and by Message-ID."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._mails: OrderedDict[int, Mail] = OrderedDict()
        self._count = 0
        self._by_recipient: Counter[str] = Counter()
        self._by_message_id: Counter[str] = Counter()

    def take(self, sender: str, recipients: list[str], octets: bytes) -> None:
        letter = message_from_bytes(octets, policy=policy.default)
        with self._lock:
            self._count += 1
            mail = Mail(self._count, SystemClock().now(), sender, tuple(recipients), letter, octets)
            self._mails[mail.number] = mail
            self._by_recipient.update(recipients)
            self._by_message_id[mail.message_id] += 1
            while len(self._mails) > self._kept:
                self._mails.popitem(last=False)

    def find(self, number: int) -> Mail | None:
        with self._lock:
            return self._mails.get(number)

    def newest(self, limit: int) -> list[Mail]:
        with self._lock:
            return list(reversed(self._mails.values()))[:limit]

    def facts(self) -> dict[str, Any]:
        with self._lock:
            return {
                "count": self._count,
                "repeated": sum(count - 1 for count in self._by_message_id.values()),
                "recipients": dict(self._by_recipient),
                "message_ids": dict(self._by_message_id),
                "mails": [mail.facts() for mail in self._mails.values()],
            }


class Reception:
    """What aiosmtpd asks when a mail has come."""

    def __init__(self, mailbox: Mailbox, refused: Mapping[str, str]) -> None:
        self._mailbox = mailbox
        self._refused = refused

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: N802 (aiosmtpd's)
        _, _, envelope, address, _ = told
        if answer := self._refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002 (aiosmtpd's)
        self._mailbox.take(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        return "250 taken"


class MailPages:
    """`/` lists, `/mails.json` counts; `/mails/7` shows one, `/mails/7/html` as its reader sees it, `.json`, `.eml`."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG002
        match path.strip("/").split("/"):
            case [""]:
                return self._list()
            case ["mails.json"]:
                return as_json(self._mailbox.facts())
            case ["mails", named] if mail := self._mailbox.find(_number(named, ".json")):
                return as_json({**mail.facts(), "text": f"{mail.letter['subject']}\n{mail.part('plain')}"})
            case ["mails", named] if mail := self._mailbox.find(_number(named, ".eml")):
                return Answer(mail.octets, "message/rfc822")
            case ["mails", number, *form] if number.isdecimal() and (mail := self._mailbox.find(int(number))):
                return html(mail.part("html")) if form == ["html"] else _one(mail)
        return not_found()

    def _list(self) -> Answer:
        rows = "".join(_row(mail) for mail in self._mailbox.newest(SHOWN))
        table = f"<table><tr><th>#</th><th>à</th><th>objet</th><th>reçu</th></tr>{rows}</table>"
        return html(PAGE.format(title="Courrier", body=table))


def _number(named: str, ending: str) -> int:
    """The number of a mail in a file's name; 0, which no mail has, where it is none."""
    number = named.removesuffix(ending)
    return int(number) if named.endswith(ending) and number.isdecimal() else 0


def _row(mail: Mail) -> str:
    subject = escape(str(mail.letter["subject"] or ""))
    to = escape(", ".join(mail.recipients))
    link = f'<a href="/mails/{mail.number}" dir="auto">{subject}</a>'
    return f"<tr><td>{mail.number}</td><td>{to}</td><td>{link}</td><td>{mail.at:%H:%M:%S}</td></tr>"


def _one(mail: Mail) -> Answer:
    shown = ("From", "To", "Date", "Message-ID", "Content-Language")
    lines = "".join(f"<tr><th>{name}</th><td>{escape(str(mail.letter[name] or ''))}</td></tr>" for name in shown)
    frame = f'<iframe sandbox src="/mails/{mail.number}/html" title="HTML"></iframe>'
    text = f'<pre dir="auto">{escape(mail.part("plain"))}</pre>'
    return html(
        PAGE.format(title=escape(str(mail.letter["subject"] or "")), body=f"<table>{lines}</table>{frame}{text}")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=2525)
    parser.add_argument("--http-port", type=int, default=8025)
    parser.add_argument("--kept", type=int, default=KEPT, help="how many mails are kept in memory")
    parser.add_argument(
        "--refuse", nargs=2, action="append", default=[], metavar=("ADDRESS", "ANSWER"), help='like "550 5.1.1 nobody"'
    )
    chosen = parser.parse_args()
    mailbox = Mailbox(chosen.kept)
    controller = Controller(Reception(mailbox, dict(chosen.refuse)), hostname=chosen.host, port=chosen.smtp_port)
    controller.start()
    try:
        serve_until_told(server_of(MailPages(mailbox), chosen.host, chosen.http_port))
    finally:
        controller.stop()


if __name__ == "__main__":
    main()
