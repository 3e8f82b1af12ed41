"""Signing keys over HTTP: their public part."""

from gateway.schemas.shape import Shape, identifier, moment, one_of, text

KINDS = ("badge", "credential", "minutes")


class SigningKeyQuery(Shape):
    kind = one_of(*KINDS, required=True, metadata={"description": "What the keys sign."})


class Rotation(SigningKeyQuery):
    """Which key another one follows."""


class SigningKey(Shape):
    id = identifier(required=True)
    kind = one_of(*KINDS, required=True)
    public = text(64, required=True, metadata={"description": "The 32 octets of the Ed25519 key, in hexadecimal."})
    made_at = moment(required=True)
    retired_at = moment(required=True, allow_none=True)
