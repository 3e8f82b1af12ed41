"""Months, and how a balance has moved since the month before it was last looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LONGER_THAN_A_MONTH = timedelta(days=32)
STEADY = 0.05
"""A tension that moved by less has not moved: one person more or less is no trend."""


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def month_before(day: date) -> str:
    return month_of(day.replace(day=1) - timedelta(days=1))


def month_after(day: date) -> date:
    """The first day of the month that follows."""
    return (day.replace(day=1) + LONGER_THAN_A_MONTH).replace(day=1)


@dataclass(frozen=True)
class Snapshot:
    """What was counted of a skill at the end of a month, or when staff asked for it within one."""

    period: str
    skill: str
    sector: str | None
    supply: int
    demand: int
    gap: int
    tension: float

    def facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("period", "supply", "demand", "gap", "tension")}


def trend(gap: int, tension: float, earlier: Iterable[Snapshot]) -> dict[str, Any] | None:
    """How far gap and tension have moved since the latest of the earlier snapshots; None where there is none."""
    before = max(earlier, key=lambda snapshot: snapshot.period, default=None)
    if before is None:
        return None
    moved = tension - before.tension
    direction = "steady" if abs(moved) < STEADY else "rising" if moved > 0 else "falling"
    return {"since": before.period, "gap": gap - before.gap, "tension": round(moved, 4), "direction": direction}
