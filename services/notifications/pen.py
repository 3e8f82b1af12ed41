"""The headers of a post: Standard Webhooks, HMAC-SHA256 (`v1`) and Ed25519 (`v1a`) side by side."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True, slots=True)
class Pen:
    """The keys of one subscription, opened; whoever only has the shared one signs with that."""

    keys: Sequence[tuple[Webhook, Ed25519PrivateKey | None]]

    def headers(self, message_id: str, body: str, at: datetime) -> dict[str, str]:
        """Of a post at this time, whatever a movable clock shows: receivers check it."""
        in_utc = at.astimezone(UTC)  # the library signs a wrong time unless it is given in UTC
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(in_utc.timestamp())),
            "webhook-signature": " ".join(self._signatures(message_id, body, in_utc)),
        }

    def _signatures(self, message_id: str, body: str, at: datetime) -> Iterator[str]:
        signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
        for shared, private in self.keys:
            yield shared.sign(message_id, at, body)
            if private:
                yield f"v1a,{b64encode(private.sign(signed)).decode()}"
