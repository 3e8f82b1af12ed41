"""The keys that sign badges, credentials and minutes."""

from gateway.route import ADMINISTRATOR, DOOR, get, post
from gateway.schemas.events.keys import Rotation, SigningKey, SigningKeyQuery
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/signing-keys", "events.list_signing_keys(kind)", DOOR,
        "Public keys of a kind, the one that signs now first.", query=SigningKeyQuery, answer=page_of(SigningKey)),
    post("/v1/signing-keys", "events.rotate_signing_key(kind)", ADMINISTRATOR,
         "Make a new key of a kind; what the one before signed stays verifiable.", body=Rotation, answer=SigningKey),
)
