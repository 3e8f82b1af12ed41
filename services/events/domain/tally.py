"""Registrations counted by category and state, and held against what the quotas say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.events.domain.quota import Quota
from services.events.domain.registration import SEATED

STATES = ("pending", "waitlisted", "offered", "confirmed", "checked_in", "cancelled")


@dataclass(frozen=True)
class Tally:
    """`counted` maps (category, state) to a number of registrations."""

    quotas: tuple[Quota, ...]
    counted: Mapping[tuple[str, str], int]

    def figures(self) -> dict[str, dict[str, int]]:
        return {quota.category: {"capacity": quota.capacity, **self._states(quota)} for quota in self.quotas}

    def reconciliation(self) -> dict[str, Any]:
        """What each quota holds to be taken against the seats that registrations hold; drift must be 0."""
        lines = [self._line(quota) for quota in self.quotas]
        return {"quotas": lines, "drift": sum(abs(line["drift"]) for line in lines)}

    def _states(self, quota: Quota) -> dict[str, int]:
        return {state: self.counted.get((quota.category, state), 0) for state in STATES}

    def _line(self, quota: Quota) -> dict[str, Any]:
        states = self._states(quota)
        seats = sum(states[state] for state in SEATED)
        return {"category": quota.category, "taken": quota.taken, "counted": seats, "drift": quota.taken - seats}
