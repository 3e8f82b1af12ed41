"""An address that mails came back from, or whose reader complained: what is still sent there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from multaqa.errors import Refused
from services.notifications.domain.report import Report
from services.notifications.domain.wording import moment

AddressState = Literal["watched", "suppressed", "complained"]
Cause = Literal["bounces", "complaint"]
BOUNCED = "address bounced"
COMPLAINED = "its reader complained"
KEPT = 20


@dataclass(frozen=True)
class BouncePolicy:
    """So many soft bounces `within` a time are as good as a hard one."""

    soft_most: int
    within: timedelta


@dataclass
class MailAddress:
    """`address` is its digest: it is not named here. `reports` are the newest ones, by which it is counted.

    To a suppressed one nothing is sent, to one that complained nothing that is not mandatory. One that is watched only
    is forgotten at `expires_at`.
    """

    id: str
    address: str
    reports: list[Report] = field(default_factory=list)
    suppressed_at: datetime | None = None
    complained_at: datetime | None = None
    reason: str | None = None
    expires_at: datetime | None = None
    version: int = 0

    @property
    def state(self) -> AddressState:
        if self.suppressed_at:
            return "suppressed"
        return "complained" if self.complained_at else "watched"

    def objection(self, *, mandatory: bool) -> str | None:
        """Why nothing may be sent there; None when it may."""
        if self.suppressed_at:
            return BOUNCED
        return COMPLAINED if self.complained_at and not mandatory else None

    def take(self, report: Report, policy: BouncePolicy) -> None:
        """That a later mail was handed over is no success: whether it arrived, only the next report can tell."""
        self.reports = [*self.reports, report][-KEPT:]
        if not report.is_bounce:
            self.complained_at = self.complained_at or report.at
        elif reason := self._why_suppressed(report, policy):
            self.suppressed_at, self.reason = self.suppressed_at or report.at, self.reason or reason
        self._watch_until(report.at + policy.within)

    def lift(self, cause: Cause, policy: BouncePolicy, at: datetime) -> None:
        """Have mails sent there again; what was counted is counted no more."""
        if (self.suppressed_at if cause == "bounces" else self.complained_at) is None:
            text = "Nothing keeps mails from this address for this cause."
            raise Refused("address.nothing_to_lift", text, id=self.id, cause=cause)
        self.reports = [report for report in self.reports if report.is_bounce == (cause == "complaint")]
        if cause == "bounces":
            self.suppressed_at, self.reason = None, None
        else:
            self.complained_at = None
        self._watch_until(at + policy.within)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "state": self.state,
            "suppressed_at": moment(self.suppressed_at),
            "complained_at": moment(self.complained_at),
            "reason": self.reason,
            "reports": [report.facts() for report in self.reports],
        }

    def _why_suppressed(self, report: Report, policy: BouncePolicy) -> str | None:
        if report.kind == "hard":
            return f"hard bounce, {report.status}"
        recent = [one for one in self.reports if one.is_bounce and one.at > report.at - policy.within]
        return f"{len(recent)} soft bounces, {report.status}" if len(recent) >= policy.soft_most else None

    def _watch_until(self, at: datetime) -> None:
        self.expires_at = at if self.state == "watched" else None
