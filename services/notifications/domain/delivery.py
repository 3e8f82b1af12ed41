"""One message on its way to one subscriber, with all attempts to get it there."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal

from multaqa.errors import Refused
from services.notifications.domain.schedule import Schedule
from services.notifications.domain.wording import moment

DeliveryState = Literal["pending", "delivered", "given_up", "abandoned"]
LONGEST_RETRY_AFTER = timedelta(days=1)
EXHAUSTED = "attempts exhausted"
GONE = "the endpoint is gone"
MOST_ATTEMPTS_KEPT = 50
TOO_MUCH = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)


@dataclass(frozen=True)
class Attempt:
    """One POST: the answer's status, or the reason why there was none. `retry_after` is what the endpoint asked for.

    A queue's has no status: it was confirmed, or there is a reason.
    """

    at: datetime
    status: int | None
    duration_ms: int
    reason: str | None = None
    excerpt: str = ""
    retry_after: timedelta | None = None

    @property
    def succeeded(self) -> bool:
        if self.status is None:
            return self.reason is None
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def endpoint_is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE

    @property
    def says_too_much(self) -> bool:
        """The endpoint, or what stands before it, cannot take so much."""
        return self.status in TOO_MUCH

    @property
    def ends_a_run(self) -> bool:
        return self.says_too_much or self.endpoint_is_gone

    def facts(self) -> dict[str, Any]:
        wait = self.retry_after.total_seconds() if self.retry_after is not None else None
        return {**asdict(self), "at": self.at.isoformat(), "retry_after": wait}


@dataclass
class Delivery:
    """`message_id` is the message's `webhook-id`, the same at every attempt; `next_at` says when the next one is due.

    `tried` counts the attempts since it was last set out: one that is resent begins the schedule anew.
    """

    id: str
    subscription_id: str
    message_id: str
    type: str
    created_at: datetime
    state: DeliveryState = "pending"
    next_at: datetime | None = None
    tried: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    settled_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    @property
    def is_pending(self) -> bool:
        return self.state == "pending"

    @property
    def is_exhausted(self) -> bool:
        return self.reason == EXHAUSTED

    @classmethod
    def new(cls, id: str, subscription_id: str, message_id: str, type: str, at: datetime) -> "Delivery":
        return cls(id, subscription_id, message_id, type, at, next_at=at)

    def record(self, attempt: Attempt, schedule: Schedule, at: datetime, luck: float) -> None:
        """Take note of an attempt, and of when to make the next."""
        self.attempts = [*self.attempts, attempt][-MOST_ATTEMPTS_KEPT:]
        self.tried += 1
        planned = schedule.after(self.tried, at, luck)
        if attempt.succeeded:
            self._settle("delivered", None, at)
        elif attempt.endpoint_is_gone:
            self._settle("given_up", GONE, at)
        elif planned is None:
            self._settle("given_up", EXHAUSTED, at)
        else:
            self.next_at = max(planned, at + min(attempt.retry_after or timedelta(), LONGEST_RETRY_AFTER))

    def resend(self, at: datetime) -> None:
        """Set out again, whatever came of it before: the receiver knows a repeat by its id."""
        if self.is_pending:
            raise Refused("delivery.pending", "This delivery is under way.", id=self.id)
        self.state, self.reason, self.settled_at = "pending", None, None
        self.next_at, self.tried = at, 0

    def abandon(self, reason: str, at: datetime) -> None:
        """It could be recovered later."""
        self._settle("abandoned", reason, at)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "subscription_id": self.subscription_id,
            "message_id": self.message_id,
            "type": self.type,
            "state": self.state,
            "attempts": [attempt.facts() for attempt in self.attempts],
            "created_at": self.created_at.isoformat(),
            "next_at": moment(self.next_at),
            "settled_at": moment(self.settled_at),
            "reason": self.reason,
        }

    def _settle(self, state: DeliveryState, reason: str | None, at: datetime) -> None:
        self.state = state
        self.reason = reason
        self.settled_at = at
        self.next_at = None
