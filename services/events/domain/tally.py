"""Registrations counted by category and state, and held against what the quotas say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.events.domain.quota import Quota

STATES = ("pending", "waitlisted", "offered", "confirmed", "checked_in", "cancelled")


@dataclass(frozen=True)
class Tally:
    """`counted` maps (category, state) to registrations; `used` a quota's id to the seats that registrations and
    holds use of it."""

    quotas: tuple[Quota, ...]
    counted: Mapping[tuple[str, str], int]
    used: Mapping[str, int]

    def figures(self) -> dict[str, dict[str, int]]:
        of_categories = ((quota.category, quota) for quota in self.quotas if quota.is_of_category)
        return {
            category: {"capacity": quota.capacity, **self._states(category)}
            for category, quota in of_categories
            if category is not None
        }

    def reconciliation(self) -> dict[str, Any]:
        """What each quota holds to be taken against the seats in use; drift must be 0."""
        return {"quotas": [self._line(quota) for quota in self.quotas], "drift": self.drift}

    @property
    def drift(self) -> int:
        return sum(abs(quota.taken - self.used.get(quota.id, 0)) for quota in self.quotas)

    def _states(self, category: str) -> dict[str, int]:
        return {state: self.counted.get((category, state), 0) for state in STATES}

    def _line(self, quota: Quota) -> dict[str, Any]:
        used = self.used.get(quota.id, 0)
        return {
            "activity_id": quota.activity_id,
            "category": quota.category,
            "taken": quota.taken,
            "counted": used,
            "drift": quota.taken - used,
        }
