"""A notice to the organisations with a stand: their edition was postponed or cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOWN = ("id", "series_name", "number", "venue")


@dataclass(frozen=True)
class EditionNotice:
    """`told` are the edition's facts as the events' room told them, at this version of it."""

    told: Mapping[str, Any]
    version: int

    @property
    def id(self) -> str:
        return str(self.told["id"])

    def facts(self) -> dict[str, Any]:
        cancelled = self.told["state"] == "cancelled"
        times = {name: self.told[name].isoformat() for name in ("starts_at", "ends_at")}
        return {
            **{name: self.told[name] for name in SHOWN},
            **times,
            "change": "cancelled" if cancelled else "postponed",
            "reason": self.told["reason"] if cancelled else self.told["postponements"][-1]["reason"],
        }
