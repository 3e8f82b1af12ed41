"""Who at the directorate follows an agreement: the other end of every reminder."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Addressee:
    name: str
    email: str
    language: str

    def facts(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Steward:
    """The id is that of the agreement, or the directorate's for all agreements that have nobody of their own."""

    id: str
    addressee: Addressee
    version: int = 0

    @classmethod
    def named(cls, steward_id: str, facts: Mapping[str, Any]) -> "Steward":
        return cls(steward_id, Addressee(**facts))

    def hand_over(self, facts: Mapping[str, Any]) -> None:
        self.addressee = Addressee(**facts)

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, **self.addressee.facts()}
