"""The parcel: the lab's only aggregate."""

from dataclasses import dataclass
from typing import Any

SINGLY_EVERY = 20
SINGLY = "singly"


@dataclass(slots=True)
class Parcel:
    """`trick` is empty or `place:name`: which handler it plays a trick on (middle, sink, singly), and which trick."""

    id: str
    window: str
    number: int
    trick: str = ""
    version: int = 0

    @classmethod
    def of(cls, window: str, number: int, trick: str) -> "Parcel":
        return cls(f"{window}-{number}", window, number, trick)

    @classmethod
    def told(cls, message: Any) -> "Parcel":
        """The parcel a message tells of."""
        return cls(message.subject, **message.facts, version=message.version)

    @property
    def goes_singly(self) -> bool:
        return self.trick.startswith(SINGLY) or (not self.trick and self.number % SINGLY_EVERY == 0)

    def facts(self) -> dict[str, Any]:
        return {"window": self.window, "number": self.number, "trick": self.trick}
