"""A queue of a subscriber's own on the broker: where it is, how much it holds, and what lets its reader in."""

from dataclasses import dataclass
from typing import Any

OVERFLOW = "reject-publish"
"""A full queue takes nothing new and loses nothing old: what it refuses is pending, and tried again."""


@dataclass(frozen=True)
class SubscriberQueue:
    """`name` is the queue's and the user's, which nobody else can guess; of the password only a digest is kept."""

    uri: str
    name: str
    length_most: int
    password_hash: str

    def described(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("uri", "name", "length_most")}
        return {**told, "user": self.name, "overflow": OVERFLOW}
