"""One try to tell something to somebody: what came of it, and how often and how long it is tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.notifications.domain.schedule import Schedule

Outcome = Literal["sent", "unconfirmed", "deferred", "rejected", "waiting", "held", "withdrawn"]


@dataclass(frozen=True)
class Posting:
    """What came of one try: `waiting` means that not all is known yet to write the mail.

    `unconfirmed` means that the server may have taken it and did not say so: it is not sent a second time. `held` means
    that it is not the hour for it before `until`. `wording` says whose words it has and which version of them;
    `trouble`, why the directorate's own could not be used; `shown` is what stands in an inbox. `status` is why the
    server refused the recipient (RFC 3463), `address` the digest of where a mail was to go.
    """

    outcome: Outcome
    reason: str | None = None
    language: str | None = None
    until: datetime | None = None
    wording: str | None = None
    trouble: str | None = None
    shown: dict[str, str] | None = None
    status: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class SendPolicy:
    """`waiting_pause` and `patience`: how often and how long to look for a person or edition not told yet.

    `kept`: how long a mail is known of once it is settled.
    """

    schedule: Schedule
    waiting_pause: timedelta
    patience: timedelta
    kept: timedelta
