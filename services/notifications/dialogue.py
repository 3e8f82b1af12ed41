"""The dialogue with an SMTP server, watched: whether it had all of a mail when the line broke."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

from services.notifications.domain import Posting, status_in, without_addresses
from services.notifications.knobs import Knobs

FOR_NOW, FOR_GOOD = range(400, 500), range(500, 600)
END_OF_MAIL = b"\r\n.\r\n"


class _Watched:
    has_mail = False
    noted: Callable[[], None]

    def data(self, mail: Any) -> Any:
        self.noted()
        return super().data(mail)  # type: ignore[misc]

    def send(self, sent: Any) -> None:
        super().send(sent)  # type: ignore[misc]
        self.has_mail = self.has_mail or (isinstance(sent, bytes) and sent.endswith(END_OF_MAIL))


class _Plain(_Watched, smtplib.SMTP):
    pass


class _Secure(_Watched, smtplib.SMTP_SSL):
    pass


def hand_over(knobs: Knobs, mail: bytes, to: str, noted: Callable[[], None]) -> Posting:
    """Give a mail to the server; once it has all of it, a lost answer leaves open whether it took it.

    `noted` is called when the server has agreed to whom it is for and has nothing of the mail yet: whoever then dies
    may have sent it. What it raises ends the dialogue before that, and is raised here.
    """
    try:
        server = _connected(knobs)
    except (smtplib.SMTPException, OSError) as trouble:
        return _trouble("deferred", trouble)
    server.noted = noted
    with closing(server):
        posting = _handed_over(server, knobs.mail_from, mail, to)
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    return posting


def _handed_over(server: _Plain | _Secure, sender: str, mail: bytes, to: str) -> Posting:
    try:
        server.sendmail(sender, [to], mail)
    except smtplib.SMTPRecipientsRefused as refused:
        posting = _refused(*refused.recipients[to])
        return replace(posting, status=status_in(posting.reason or "") if posting.outcome == "rejected" else None)
    except smtplib.SMTPResponseException as refused:
        if server.has_mail and refused.smtp_code not in (*FOR_NOW, *FOR_GOOD):
            return _trouble("unconfirmed", refused)
        return _refused(refused.smtp_code, refused.smtp_error)
    except (smtplib.SMTPException, OSError) as trouble:
        return _trouble("unconfirmed" if server.has_mail else "deferred", trouble)
    return Posting("sent")


def _connected(knobs: Knobs) -> _Plain | _Secure:
    """To the first server that can be reached and takes our name; raises the last one's trouble where none does."""
    last: Exception = OSError("no server is named")
    for where in servers_of(knobs):
        try:
            return _opened(knobs, where)
        except (smtplib.SMTPException, OSError) as trouble:
            last = trouble
    raise last


def servers_of(knobs: Knobs) -> list[tuple[str, int]]:
    """The one to try first in front; the usual port where none is named."""
    named = (one.strip().partition(":") for one in knobs.smtp_host.split(","))
    return [(host, int(port or knobs.smtp_port)) for host, _, port in named]


def _opened(knobs: Knobs, where: tuple[str, int]) -> _Plain | _Secure:
    if knobs.smtp_security == "tls":
        server: _Plain | _Secure = _Secure(*where, timeout=knobs.smtp_timeout_s, context=ssl.create_default_context())
    else:
        server = _Plain(*where, timeout=knobs.smtp_timeout_s)
    if knobs.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if knobs.smtp_user:
        server.login(knobs.smtp_user, knobs.smtp_password or "")
    return server


def _trouble(outcome: Any, trouble: Exception) -> Posting:
    return Posting(outcome, f"{type(trouble).__name__}: {trouble}"[:300])


def _refused(code: int, text: bytes | str) -> Posting:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Posting("rejected" if code in FOR_GOOD else "deferred", f"{code} {without_addresses(said[:1_000])}"[:300])
