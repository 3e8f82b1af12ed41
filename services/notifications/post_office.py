"""The post office: what is told by each channel, whether it may be and when, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random
from typing import Any, Self

from nameko.extensions import DependencyProvider

from multaqa.store.provider import settings_of
from services.notifications.channels import Prepared, channels_of
from services.notifications.domain import (
    Branding,
    Contact,
    MailAddress,
    Posting,
    Preferences,
    Recipient,
    Send,
    Template,
)
from services.notifications.knobs import Knobs
from services.notifications.writing import Known, Writer


@dataclass(frozen=True)
class Circumstances:
    """What is known when something is to be told: to whom, what they want, of which edition, in whose words.

    `mark` is the newest of the audit trail, `agenda` the reader's interviews as they are now;
    `address` is what is known of theirs, where mails came back from it; `others_sent_at` is when they were sent what
    else they got of late.
    """

    recipient: Recipient | Contact | None
    preferences: Preferences
    edition: Mapping[str, Any] | None
    mark: Mapping[str, Any] | None
    agenda: Mapping[str, Any] | None = None
    branding: Branding = field(default_factory=Branding)
    template: Template | None = None
    address: MailAddress | None = None
    others_sent_at: Sequence[datetime] = ()


class post_office(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`post = post_office()`: `self.post.prepare(...)` writes what is told, `self.post.hand_over(...)` tells it."""

    def setup(self) -> None:
        knobs = Knobs.of(settings_of(self.container))
        self.writer = Writer(knobs.public_url)
        self._channels = channels_of(knobs, self.writer)
        self._policy = knobs.send_policy()
        self.timing = knobs.timing()
        self.operations = Contact("Operations", knobs.operations_email, "en") if knobs.operations_email else None
        self.bounce_policy = knobs.bounce_policy()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    @property
    def channels(self) -> tuple[str, ...]:
        return tuple(self._channels)

    def prepare(self, send: Send, at_hand: Circumstances, token: str, at: datetime) -> Prepared | Posting:
        """What is handed over, or why nothing is: it is too late, may not be written, or not all is known yet.

        `token` becomes the link by which whoever gets it says what they want to be told.
        """
        recipient = at_hand.recipient
        if send.is_too_late(at):
            return Posting("withdrawn", "what it tells has expired")
        if recipient is None or (at_hand.edition is None and send.needs_edition):
            missing = "person" if recipient is None else "edition"
            return Posting("waiting", f"{missing} not told yet")
        of_address = at_hand.address.objection(mandatory=send.is_mandatory(at)) if at_hand.address else None
        if objection := recipient.objection or of_address or send.objection(at_hand.preferences, at):
            return Posting("withdrawn", objection)
        if held := send.hold(self.timing, at_hand.others_sent_at, at):
            return held
        if send.channel not in self._channels:
            return Posting("withdrawn", f"no provider for {send.channel}")
        link = None if send.is_mandatory(at) and send.channel == "mail" else token
        own = at_hand.template.stands if at_hand.template else None
        known = Known(recipient, at_hand.edition, at_hand.mark, link, at_hand.agenda, at_hand.branding, own)
        return self._channels[send.channel].prepare(send, known)

    def hand_over(self, send: Send, prepared: Prepared, noted: Callable[[], None]) -> Posting:
        """The effect outside; `noted` writes down that it begins."""
        return self._channels[send.channel].hand_over(prepared, noted)

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
