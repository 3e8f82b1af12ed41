"""An external system's endpoint and the types of message it asked for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from services.notifications.domain.wording import Fault, fault, moment

WILDCARD = ".*"


@dataclass
class Subscription:
    """`secret` signs what is delivered; it is told once, to whoever subscribes."""

    id: str
    url: str
    types: tuple[str, ...]
    description: str
    secret: str
    created_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None
    version: int = 0

    @classmethod
    def created(
        cls, id: str, facts: Mapping[str, Any], secret: str, public: Collection[str], at: datetime
    ) -> "Subscription":
        """`public` are the types a subscriber may ask for, by name or by room (`matching.*`)."""
        if faults := list(_type_faults(facts["types"], public)):
            raise Invalid("subscription.invalid", "Nothing would ever be delivered like this.", errors=faults)
        return cls(id, facts["url"], tuple(facts["types"]), facts.get("description") or "", secret, created_at=at)

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    def wants(self, message_type: str) -> bool:
        return self.is_active and any(_covers(asked, message_type) for asked in self.types)

    def end(self, reason: str, at: datetime) -> None:
        self.ended_at = at
        self.reason = reason

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "types": list(self.types),
            "description": self.description,
            "created_at": self.created_at.isoformat(),
            "ended_at": moment(self.ended_at),
            "reason": self.reason,
        }


def _covers(asked: str, message_type: str) -> bool:
    if asked.endswith(WILDCARD):
        return message_type.startswith(asked.removesuffix("*"))
    return asked == message_type


def _type_faults(types: Collection[str], public: Collection[str]) -> Iterator[Fault]:
    if not types:
        yield fault("/types", "subscription.without_type", "At least one type is needed.")
    for n, asked in enumerate(types):
        if not any(_covers(asked, known) for known in public):
            yield fault(f"/types/{n}", "subscription.type_unknown", "No public type is named like this.")
