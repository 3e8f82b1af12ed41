"""Who signs, and the steps on the way there.

A step has its instant and who took it; it holds no IP address: neither the simple level of law 43-20 nor the proof that
the holder of the mailbox consented needs one, and law 09-08 asks not to collect what is not needed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

PLATFORM = "platform"
DIRECTORATE = "directorate"


@dataclass(frozen=True)
class Signatory:
    name: str
    email: str
    language: str

    @classmethod
    def named(cls, facts: Mapping[str, Any]) -> "Signatory":
        return cls(facts["name"], facts["email"], facts["language"])

    def facts(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Step:
    """What happened, when, and by whose hand: a signatory's name, `directorate` for its staff, or `platform`."""

    what: str
    at: datetime
    by: str
    told: Mapping[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        return {"what": self.what, "at": self.at.isoformat(), "by": self.by, "told": dict(self.told)}
