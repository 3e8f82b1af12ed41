"""What signs a subscriber's posts: Standard Webhooks, HMAC-SHA256 (`v1`) and Ed25519 (`v1a`) side by side."""

import os
from base64 import b64encode
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nameko.extensions import DependencyProvider
from standardwebhooks.webhooks import Webhook

from multaqa.ids import new_id
from multaqa.store.chest import Chest, chest_of
from multaqa.store.provider import RoomDatabase, call_of, settings_of
from services.notifications.domain import SealedSecret, Subscription
from services.notifications.pen import Pen

HMAC_OCTETS = 32
SEED_OCTETS = 32


class Signer:
    """One tenant's. A sealed secret is the seed of the Ed25519 key and behind it the HMAC key."""

    def __init__(self, chest: Chest, tenant: str) -> None:
        self._chest, self._tenant = chest, tenant

    def make(self, subscription_id: str, at: datetime) -> tuple[str, SealedSecret]:
        """A new secret as it is told, once, to whoever subscribes, and as it is kept."""
        octets, id = os.urandom(SEED_OCTETS + HMAC_OCTETS), new_id()
        sealed = self._chest.seal(octets, self._about(subscription_id, id))
        public = _private(octets).public_key().public_bytes_raw()
        return _spelled(octets), SealedSecret(id, sealed, public, at)

    def pen(self, subscription: Subscription, at: datetime) -> "Pen":
        """All that sign at this time, on the platform's clock."""
        opened = [
            self._chest.open(one.sealed, self._about(subscription.id, one.id)) for one in subscription.signing(at)
        ]
        return Pen([(Webhook(_spelled(octets)), _private(octets)) for octets in opened])

    def _about(self, subscription_id: str, id: str) -> str:
        return f"{self._tenant}/subscription/{subscription_id}/{id}"


def _spelled(octets: bytes) -> str:
    return f"whsec_{b64encode(octets[SEED_OCTETS:]).decode()}"


def _private(octets: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(octets[:SEED_OCTETS])


class signer(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`signer = signer()`: `self.signer` signs for the tenant on whose behalf the handler runs."""

    database = RoomDatabase()
    _chest: Chest

    def setup(self) -> None:
        self._chest = chest_of(settings_of(self.container), self.database.room.client)

    def get_dependency(self, worker_ctx: Any) -> Signer:
        return Signer(self._chest, call_of(worker_ctx).context.tenant)
