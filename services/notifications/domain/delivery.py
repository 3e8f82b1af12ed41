"""One message on its way to one subscriber, with all attempts to get it there."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal

from services.notifications.domain.schedule import Schedule
from services.notifications.domain.wording import moment

DeliveryState = Literal["pending", "delivered", "given_up", "abandoned"]
LONGEST_RETRY_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Attempt:
    """One POST: the answer's status, or the reason why there was none. `retry_after` is what the endpoint asked for."""

    at: datetime
    status: int | None
    duration_ms: int
    reason: str | None = None
    excerpt: str = ""
    retry_after: timedelta | None = None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def endpoint_is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE

    def facts(self) -> dict[str, Any]:
        wait = self.retry_after.total_seconds() if self.retry_after is not None else None
        return {**asdict(self), "at": self.at.isoformat(), "retry_after": wait}


@dataclass
class Delivery:
    """`body` is the message as it is posted; `message_id` is its `webhook-id`, the same at every attempt."""

    id: str
    subscription_id: str
    message_id: str
    type: str
    body: str
    created_at: datetime
    state: DeliveryState = "pending"
    attempts: list[Attempt] = field(default_factory=list)
    settled_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    @property
    def is_pending(self) -> bool:
        return self.state == "pending"

    def record(self, attempt: Attempt, schedule: Schedule, at: datetime, luck: float) -> datetime | None:
        """Take note of an attempt; when to make the next, or None."""
        self.attempts.append(attempt)
        planned = schedule.after(len(self.attempts), at, luck)
        if attempt.succeeded:
            self._settle("delivered", None, at)
        elif attempt.endpoint_is_gone:
            self._settle("given_up", "the endpoint is gone", at)
        elif planned is None:
            self._settle("given_up", "attempts exhausted", at)
        else:
            return max(planned, at + min(attempt.retry_after or timedelta(), LONGEST_RETRY_AFTER))
        return None

    def abandon(self, at: datetime) -> None:
        self._settle("abandoned", "the subscription has ended", at)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "subscription_id": self.subscription_id,
            "message_id": self.message_id,
            "type": self.type,
            "state": self.state,
            "attempts": [attempt.facts() for attempt in self.attempts],
            "created_at": self.created_at.isoformat(),
            "settled_at": moment(self.settled_at),
            "reason": self.reason,
        }

    def _settle(self, state: DeliveryState, reason: str | None, at: datetime) -> None:
        self.state = state
        self.reason = reason
        self.settled_at = at
