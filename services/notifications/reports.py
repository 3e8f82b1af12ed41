"""Mails that report of ours: delivery status notifications (RFC 3464) and complaints (RFC 5965), read strictly."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Any

from multaqa.errors import Invalid
from services.notifications.domain import Report, ReportKind, bounce_kind, told_status, without_addresses

OURS = re.compile(r"<\s*([A-Za-z0-9_-]{1,64})@[^<>\s]+>")
SAID_BY = re.compile(r"^\s*[A-Za-z0-9-]+\s*;")
LONGEST = 300
READ = 2_000
"""Of what a server says; whoever writes a report may say much."""
BOUNDARIES = 40
"""Real reports have half a dozen; the parser holds every line against each that is open."""
STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
Part = Message
Told = tuple[ReportKind, str | None, str]


def read(raw: bytes, at: datetime) -> Report:
    """What a mail reports, and of which mail of ours: by the Message-ID that it returns.

    Read by the parser that takes whatever stands in a header: who writes to the address of bounces is anybody.
    """
    if raw.lower().count(b"boundary") > BOUNDARIES:
        raise _unreadable()
    try:
        mail = message_from_bytes(raw)
        parts = _parts(mail)
    except RecursionError:
        raise _unreadable() from None
    by_type = {part.get_content_type(): part for part in reversed(parts)}
    if status := by_type.get("message/delivery-status"):
        kind, code, text = _bounce(status)
    elif feedback := by_type.get("message/feedback-report"):
        kind, code, text = _complaint(feedback)
    else:
        raise _unreadable()
    return Report(kind, _mail_id(mail, parts), code, text, at)


def _parts(mail: Part) -> list[Part]:
    """Of the report itself: what lies deeper is of the mail that it returns."""
    content = mail.get_payload()
    return [part for part in content if isinstance(part, Message)] if isinstance(content, list) else []


def _bounce(part: Part) -> Told:
    """Of a mail of ours there is one recipient; where a server lists more, one that failed counts."""
    told = [block for block in _parts(part) if block["Action"] and block["Status"]]
    failed = [block for block in told if _word(block["Action"]) == "failed"]
    recipient = next(iter([*failed, *told]), None)
    code = STATUS.match(str(recipient["Status"])) if recipient else None
    if recipient is None or code is None:
        raise _unreadable()
    text = _said(recipient)
    status = told_status(code[1], text)
    return (bounce_kind(status) if failed else "notice"), status, text


def _said(recipient: Part) -> str:
    """What the server said, without the address and the name in it, which some repeat alone."""
    text = _line(SAID_BY.sub("", str(recipient["Diagnostic-Code"] or "")[:READ]))
    for field in ("Final-Recipient", "Original-Recipient"):
        name = str(recipient[field] or "")[:READ].rpartition(";")[2].strip(" <>").partition("@")[0]
        if name:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return without_addresses(text)[:LONGEST]


def _complaint(part: Part) -> Told:
    fields = next(iter(_parts(part)), None)
    if fields is None or not fields["Feedback-Type"]:
        raise _unreadable()
    what = _word(fields["Feedback-Type"])
    by = without_addresses(_line(str(fields["User-Agent"] or "")[:READ]))
    return ("complaint" if what == "abuse" else "notice"), None, f"{what} {by}".strip()[:LONGEST]


def _mail_id(mail: Part, parts: list[Part]) -> str:
    """By what is returned of it, or, where nothing is, by what the report answers."""
    returned = [headers["Message-ID"] for headers in _returned(parts)]
    for field in (*returned, mail["In-Reply-To"], mail["References"]):
        if named := OURS.search(str(field or "")):
            return named[1]
    raise Invalid("report.mail_unnamed", "The report returns no Message-ID, so nobody knows which mail it is about.")


def _returned(parts: list[Part]) -> Iterator[Part]:
    """The mail that comes back, whole or its headers alone."""
    for part in parts:
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/rfc822-headers" and isinstance(content, bytes):
            yield message_from_bytes(content)
        elif part.get_content_type() in ("message/rfc822", "message/rfc822-headers"):
            yield from _parts(part)


def _line(text: str) -> str:
    return " ".join(text.split())


def _word(value: Any) -> str:
    return next(iter(re.findall(r"[a-z-]+", str(value)[:READ].lower())), "")


def _unreadable() -> Invalid:
    text = "This is neither a delivery status notification (RFC 3464) nor a complaint (RFC 5965)."
    return Invalid("report.unreadable", text)
