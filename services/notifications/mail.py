"""The post office: hands a letter to an SMTP server, and says what became of it."""

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import random
from typing import Any, Self

from nameko.extensions import DependencyProvider

from multaqa.store.provider import settings_of
from services.notifications.domain import Contact, Posting, Recipient, Send
from services.notifications.knobs import Knobs
from services.notifications.letters import Letters

FOR_GOOD = range(500, 600)


class post_office(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`post = post_office()`: `self.post.deliver(send, recipient, edition)` writes the letter and sends it."""

    def setup(self) -> None:
        self._knobs = Knobs.of(settings_of(self.container))
        self._letters = Letters(self._knobs.mail_from, self._knobs.public_url)
        self._policy = self._knobs.send_policy()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    def deliver(
        self,
        send: Send,
        recipient: Recipient | Contact | None,
        edition: Mapping[str, Any] | None,
        mark: Mapping[str, Any] | None,
        at: datetime,
    ) -> Posting:
        """The outside effect. Nothing is sent to who may not be written to, too late, nor before all is known."""
        if not send.is_due:
            return Posting("withdrawn", send.reason)
        if send.is_too_late(at):
            return Posting("withdrawn", "what it tells has expired")
        if recipient is None or (edition is None and send.needs_edition):
            missing = "person" if recipient is None else "edition"
            return Posting("waiting", f"{missing} not told yet")
        if recipient.objection:
            return Posting("withdrawn", recipient.objection)
        try:
            letter = self._letters.write(send, recipient, edition, mark)
        except ValueError as unwritable:  # a name or an address with a line break in it
            return Posting("rejected", f"cannot be addressed: {unwritable}"[:300])
        return self._post(letter, recipient)

    @property
    def waiting_pause(self) -> timedelta:
        return self._policy.waiting_pause

    def patience_from(self, at: datetime) -> datetime:
        """Until when what is not told yet is waited for."""
        return at + self._policy.patience

    def record(self, send: Send, posting: Posting, at: datetime) -> datetime | None:
        return send.record(posting, self._policy, at, luck=random())  # noqa: S311 (jitter is no secret)

    def _post(self, letter: EmailMessage, recipient: Recipient | Contact) -> Posting:
        try:
            with self._server() as server:
                server.send_message(letter, to_addrs=[recipient.email])
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            return _refused(code, text)
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code, refused.smtp_error)
        except (smtplib.SMTPException, OSError) as trouble:
            return Posting("deferred", f"{type(trouble).__name__}: {trouble}"[:300])
        return Posting("sent", language=recipient.language)

    def _server(self) -> smtplib.SMTP:
        knobs = self._knobs
        kind = smtplib.SMTP_SSL if knobs.smtp_security == "tls" else smtplib.SMTP
        server = kind(knobs.smtp_host, knobs.smtp_port, timeout=knobs.smtp_timeout_s)
        if knobs.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if knobs.smtp_user:
            server.login(knobs.smtp_user, knobs.smtp_password or "")
        return server


def _refused(code: int, text: bytes | str) -> Posting:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Posting("rejected" if code in FOR_GOOD else "deferred", f"{code} {said}"[:300])
