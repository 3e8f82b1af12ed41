"""How fast an endpoint is posted to: as fast as it answers, ever more slowly while it does not, and one day no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.domain.delivery import LONGEST_RETRY_AFTER, Attempt

MINUTE_S = 60.0


@dataclass(frozen=True)
class EndpointPolicy:
    """`trips_after` so many failures in a row, the breaker opens; `disable_after` so long without a success."""

    at_once: int
    per_run: int
    trips_after: int
    shortest_pause: timedelta
    longest_pause: timedelta
    disable_after: timedelta


@dataclass
class Endpoint:
    """`at_once` posts run together; `rate` is the most per minute, as the endpoint asked; `tokens` are left of it."""

    id: str
    at_once: int
    rate: int | None = None
    tokens: float = 1.0
    counted_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    pauses: int = 0
    paused_until: datetime | None = None
    version: int = 0

    def allowance(self, policy: EndpointPolicy, at: datetime) -> int:
        """How many posts may be made now. While the breaker is half open, one tries whether the endpoint is back."""
        if self.paused_until and at < self.paused_until:
            return 0
        if self.failures >= policy.trips_after:
            return 1
        return min(policy.per_run, int(self._tokens(at))) if self.rate else policy.per_run

    def free_at(self, at: datetime) -> datetime:
        """When there is an allowance again."""
        waits = [at]
        if self.paused_until:
            waits.append(self.paused_until)
        if self.rate and self._tokens(at) < 1:
            waits.append(at + timedelta(seconds=(1 - self._tokens(at)) * MINUTE_S / self.rate))
        return max(waits)

    def agree(self, rate: int | None) -> None:
        """The endpoint has agreed to be posted to, at this rate: what it failed before is forgotten."""
        self.rate, self.tokens, self.counted_at = rate, max(1.0, (rate or 0) / MINUTE_S), None
        self._recover()
        self.pauses, self.paused_until = 0, None

    def record(self, attempts: Collection[Attempt], policy: EndpointPolicy, at: datetime) -> None:
        """Take note of the attempts of one run, which were made side by side."""
        self.tokens, self.counted_at = max(0.0, self._tokens(at) - len(attempts)), at
        served = any(attempt.succeeded for attempt in attempts)
        if served:
            self._recover()
        elif attempts:
            self.failures += len(attempts)
            self.failing_since = self.failing_since or at
        overloaded = [attempt for attempt in attempts if attempt.says_too_much]
        if overloaded:
            self.at_once = max(1, self.at_once // 2)
            self._pause(policy, at, max(attempt.retry_after or timedelta() for attempt in overloaded))
        elif served:
            self.at_once = min(policy.at_once, self.at_once + 1)
            self.pauses, self.paused_until = 0, None
        elif self.failures >= policy.trips_after:
            self._pause(policy, at, timedelta())

    def has_failed_for_days(self, policy: EndpointPolicy, at: datetime) -> bool:
        return self.failing_since is not None and at - self.failing_since >= policy.disable_after

    def _recover(self) -> None:
        self.failures, self.failing_since = 0, None

    def _pause(self, policy: EndpointPolicy, at: datetime, asked: timedelta) -> None:
        wait = min(policy.longest_pause, policy.shortest_pause * 2.0 ** min(self.pauses, 20))
        self.pauses += 1
        self.paused_until = at + max(wait, min(asked, LONGEST_RETRY_AFTER))

    def _tokens(self, at: datetime) -> float:
        """What of the rate has come back since it was counted; never more than a second's worth, and one at least."""
        if self.rate is None or self.counted_at is None:
            return self.tokens
        most = max(1.0, self.rate / MINUTE_S)
        return min(most, self.tokens + (at - self.counted_at).total_seconds() * self.rate / MINUTE_S)
