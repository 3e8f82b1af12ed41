"""Supply and demand of skills: what is held and taught against what is needed, and what would close the gap."""

from services.matching.domain.observatory.balance import (
    Balance,
    DemandGap,
    Hire,
    Market,
    Opening,
    SectorBalance,
    Training,
    by_sector,
    tension,
    unmet,
)
from services.matching.domain.observatory.places import Course, Plan, planned_places
from services.matching.domain.observatory.trend import Snapshot, month_after, month_before, month_of, trend

__all__ = [
    "Balance",
    "Course",
    "DemandGap",
    "Hire",
    "Market",
    "Opening",
    "Plan",
    "SectorBalance",
    "Snapshot",
    "Training",
    "by_sector",
    "month_after",
    "month_before",
    "month_of",
    "planned_places",
    "tension",
    "trend",
    "unmet",
]
