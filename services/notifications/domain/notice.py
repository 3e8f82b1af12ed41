"""What is told about a subscription besides that it began and ended: it belongs to whoever looks after the endpoint."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifications.domain.subscription import Subscription


@dataclass(frozen=True)
class Notice:
    """`id` and `version` are the subscription's."""

    id: str
    version: int
    told: dict[str, Any]

    @classmethod
    def of(cls, subscription: Subscription, **told: Any) -> "Notice":
        return cls(subscription.id, subscription.version, told)

    def facts(self) -> dict[str, Any]:
        return {name: told.isoformat() if isinstance(told, datetime) else told for name, told in self.told.items()}
