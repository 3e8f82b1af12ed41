"""What a stranger who holds a credential may know about it."""

from collections.abc import Mapping
from typing import Any

from multaqa.links import secret_digest

CONSENT = "publish_name"


def address_digest(address: object) -> str:
    """By what a credential of this address is found: the digest of the secret at its end."""
    secret = str(address).rpartition(".")[2]
    return secret_digest(secret)


def holder_shown(person: Mapping[str, Any] | None) -> dict[str, str | None] | None:
    """The holder's name, while they consent to its being shown beside what they earned; else nothing."""
    if person is None or person.get("erased"):
        return None
    agreed = any(one["purpose"] == CONSENT and one["granted"] for one in person["consents"])
    return {"latin": person["name_latin"], "arabic": person["name_arabic"]} if agreed else None
