"""A device at the door of an edition: named by staff, let in by a link, and out again when it is lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.events.domain.wording import moment


@dataclass
class Device:
    """Of the secret in its link only `digest`, its SHA-256, is kept."""

    id: str
    edition_id: str
    name: str
    digest: str
    registered_at: datetime
    revoked_at: datetime | None = None
    version: int = 0

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def revoke(self, at: datetime) -> None:
        self._require_unrevoked()
        self.revoked_at = at

    def must_serve(self, edition_id: str) -> None:
        self._require_unrevoked()
        if self.edition_id != edition_id:
            text = "This device is registered for another edition."
            raise Refused("device.other_edition", text, device_id=self.id, edition_id=self.edition_id)

    def _require_unrevoked(self) -> None:
        if self.is_revoked:
            raise Refused("device.revoked", "This device was taken from the door.", device_id=self.id)

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "name": self.name,
            "registered_at": self.registered_at.isoformat(),
            "revoked_at": moment(self.revoked_at),
        }
