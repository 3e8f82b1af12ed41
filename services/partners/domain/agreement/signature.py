"""What is kept of a party's signature and of a notice; how it was given is the signing's own story."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

LEVELS = ("simple", "advanced", "qualified", "wet_ink")
ORDERS = ("free", "sequential")


@dataclass(frozen=True)
class Signature:
    """A party's consent to the text with this digest; a delegate signs `on_behalf_of` the signatory of the text."""

    organisation_id: str
    signatory: str
    digest: str
    level: str
    at: datetime
    on_behalf_of: str | None = None

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True)
class Notice:
    """A party's word that it does not wish to go on."""

    organisation_id: str
    given_on: date

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "given_on": self.given_on.isoformat()}
