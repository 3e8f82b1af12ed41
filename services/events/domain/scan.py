"""Scans of badges at the doors, and what they mean together, whatever the order in which they are told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from multaqa.errors import Refused
from services.events.domain.wording import moment

Kind = Literal["entry", "exit"]
Source = Literal["online", "offline", "hand"]
Verdict = Literal[
    "accepted", "already_in", "left", "not_inside", "cancelled", "waitlisted", "not_confirmed", "not_this_edition",
    "forged", "foreign", "expired", "not_today", "unknown", "unreadable", "nonce_reused",
]  # fmt: skip
TEXTS: dict[Verdict, str] = {
    "accepted": "Welcome: the person may come in.",
    "already_in": "This badge has been scanned already.",
    "left": "The person has gone out.",
    "not_inside": "The person was not inside.",
    "cancelled": "This registration is cancelled.",
    "waitlisted": "This person is on the waitlist and has no seat.",
    "not_confirmed": "This person has no confirmed seat yet.",
    "not_this_edition": "This badge is for another edition.",
    "forged": "This badge is forged: its signature does not hold.",
    "foreign": "This badge was not made by this directorate.",
    "expired": "This badge is no longer good.",
    "not_today": "The edition is not held today.",
    "unknown": "No registration belongs to this badge.",
    "unreadable": "This is no badge of this platform.",
    "nonce_reused": "The device gave two scans one nonce: this one is not recorded, send it under a new one.",
}
TOLERANCE = timedelta(minutes=2)
"""A device's clock this far off counts as right: sending takes time, too."""


@dataclass
class Scan:
    """One badge at one door at one moment; `at` is the device's time put right by how wrong its clock was.

    `mark` follows from edition, device and nonce: a scan that is told again has the same.

    `answer` is what was answered first and is answered to every repeat; `verdict` is what the scan counts as now that
    others are known, and `is_first` marks the one by which the person came.
    `claimed` is the registration its token names, believed or not. `conflict` is why a person who was let in offline
    should not have been.
    """

    id: str
    mark: str
    edition_id: str
    registration_id: str | None
    category: str | None
    device_id: str | None
    nonce: str
    kind: Kind
    source: Source
    by: str
    at: datetime
    device_at: datetime
    told_at: datetime
    clock_off_s: int = 0
    answer: Verdict = "accepted"
    verdict: Verdict = "accepted"
    is_first: bool = False
    claimed: str | None = None
    conflict: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_reason: str | None = None
    version: int = 0

    @property
    def counts(self) -> bool:
        """Whether a person came or went by it, as far as it is known who."""
        return self.undone_at is None and self.verdict in ("accepted", "already_in", "left", "not_inside")

    def refuse(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def undo(self, by: str, reason: str, at: datetime) -> None:
        if self.undone_at is not None:
            raise Refused("scan.already_undone", "This scan is undone already.", scan_id=self.id)
        if not self.counts:
            raise Refused("scan.let_nobody_in", "This scan let nobody in or out.", scan_id=self.id)
        self.undone_at, self.undone_by, self.undone_reason = at, by, reason
        self.is_first = False

    def forget_reason(self) -> None:
        if self.undone_reason:
            self.undone_reason = "—"

    def meaning(self) -> tuple[Verdict, bool]:
        """What judging may change."""
        return self.verdict, self.is_first

    def answered(self) -> dict[str, Any]:
        return {
            "nonce": self.nonce,
            "scan_id": self.id,
            "registration_id": self.registration_id,
            "category": self.category,
            "conflict": self.conflict,
            "at": self.at.isoformat(),
            "clock_off_s": self.clock_off_s,
            **answer(self.answer),
        }

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "registration_id": self.registration_id,
            "category": self.category,
            "device_id": self.device_id,
            "nonce": self.nonce,
            "kind": self.kind,
            "source": self.source,
            "by": self.by,
            "at": self.at.isoformat(),
            "device_at": self.device_at.isoformat(),
            "told_at": self.told_at.isoformat(),
            "clock_off_s": self.clock_off_s,
            "verdict": self.verdict,
            "is_first": self.is_first,
            "conflict": self.conflict,
            "undone_at": moment(self.undone_at),
            "undone_by": self.undone_by,
            "undone_reason": self.undone_reason,
        }


def answer(verdict: Verdict) -> dict[str, str]:
    return {"verdict": verdict, "code": f"door.{verdict}", "text": TEXTS[verdict]}


def judge(scans: Iterable[Scan], *, reentry: bool) -> Iterator[Scan]:
    """Decide anew what all scans of one registration count as; gives those whose meaning has changed.

    They are taken by the time they happened, so the outcome depends on the scans and not on who told them first: the
    earliest lets the person in; without re-entry, every later one is a duplicate.
    """
    inside = came = False
    for scan in sorted((one for one in scans if one.counts), key=_moment):
        before = scan.meaning()
        if scan.kind == "exit":
            scan.verdict, inside = ("left" if inside else "not_inside"), False
        elif inside or (came and not reentry):
            scan.verdict = "already_in"
        else:
            scan.verdict, inside = "accepted", True
        scan.is_first = scan.verdict == "accepted" and not came
        came = came or scan.is_first
        if scan.meaning() != before:
            yield scan


def _moment(scan: Scan) -> tuple[datetime, str]:
    return scan.at, scan.mark


def entry_among(scans: Iterable[Scan]) -> Scan | None:
    """The scan by which the person came."""
    return next((scan for scan in scans if scan.is_first and scan.undone_at is None), None)


@dataclass(frozen=True)
class DeviceClock:
    """How far a device's clock is off, from what it shows when it tells its scans."""

    off: timedelta
    now: datetime

    @classmethod
    def showing(cls, device_now: datetime | None, now: datetime) -> "DeviceClock":
        off = (device_now - now) if device_now else timedelta()
        return cls(off if abs(off) > TOLERANCE else timedelta(), now)

    @property
    def off_s(self) -> int:
        return round(self.off.total_seconds())

    def put_right(self, device_at: datetime) -> datetime:
        """When it really happened: never after now, whatever the device says."""
        at = min(device_at - self.off, self.now)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
