"""The post office: writes the letter of a send, hands it to an SMTP server, and says what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.policy import SMTP
from random import random
from typing import Any, Self

from nameko.extensions import DependencyProvider

from multaqa.store.provider import settings_of
from services.notifications.dialogue import hand_over
from services.notifications.domain import Contact, Posting, Preferences, Recipient, Send
from services.notifications.knobs import Knobs
from services.notifications.letters import Letters


@dataclass(frozen=True)
class Known:
    """What is known to write a mail with: whom it goes to and what they want, the edition, the newest mark.

    `others_sent_at` is when they were sent what else they got of late.
    """

    recipient: Recipient | Contact | None
    preferences: Preferences
    edition: Mapping[str, Any] | None
    mark: Mapping[str, Any] | None
    others_sent_at: Sequence[datetime] = ()


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out."""

    mail: bytes
    to: str
    language: str


class post_office(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`post = post_office()`: `self.post.prepare(...)` writes the letter, `self.post.hand_over(letter)` sends it."""

    def setup(self) -> None:
        self._knobs = Knobs.of(settings_of(self.container))
        self._letters = Letters(self._knobs.mail_from, self._knobs.public_url)
        self._policy = self._knobs.send_policy()
        self.timing = self._knobs.timing()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    def prepare(self, send: Send, known: Known, token: str, at: datetime) -> Letter | Posting:
        """The letter, or why there is none: it is too late, may not be written, or not all is known yet.

        `token` becomes the link by which whoever gets it says what they want to be told.
        """
        recipient = known.recipient
        if send.is_too_late(at):
            return Posting("withdrawn", "what it tells has expired")
        if recipient is None or (known.edition is None and send.needs_edition):
            missing = "person" if recipient is None else "edition"
            return Posting("waiting", f"{missing} not told yet")
        if objection := recipient.objection or send.objection(known.preferences, at):
            return Posting("withdrawn", objection)
        if held := send.hold(self.timing, known.others_sent_at, at):
            return held
        offered = None if send.is_mandatory(at) else token
        try:
            mail = self._letters.write(send, recipient, known.edition, known.mark, offered).as_bytes(policy=SMTP)
        except ValueError as unwritable:  # a name or an address with a line break in it
            return Posting("rejected", f"cannot be addressed: {unwritable}"[:300])
        return Letter(mail, recipient.email, recipient.language)

    def hand_over(self, letter: Letter, noted: Callable[[], None]) -> Posting:
        """The outside effect; `noted` writes down that it begins."""
        return replace(hand_over(self._knobs, letter.mail, letter.to, noted), language=letter.language)

    @property
    def waiting_pause(self) -> timedelta:
        return self._policy.waiting_pause

    def patience_from(self, at: datetime) -> datetime:
        """Until when what is not told yet is waited for."""
        return at + self._policy.patience

    def kept_until(self, at: datetime) -> datetime:
        """When a mail that is settled now is deleted."""
        return at + self._policy.kept

    def record(self, send: Send, posting: Posting, at: datetime) -> datetime | None:
        return send.record(posting, self._policy, at, luck=random())  # noqa: S311 (jitter is no secret)
