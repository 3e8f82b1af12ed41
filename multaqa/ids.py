"""Identifiers: made by the sender, ordered by time, telling nothing about a tenant."""

import uuid

from uuid6 import uuid7

_NAMESPACE = uuid.UUID("6f1f3c52-9a55-5d0e-8d1b-6d756c746171")


def new_id() -> str:
    """A UUIDv7 (RFC 9562, section 5.7) in text form; ids of one process sort by the time they were made."""
    return str(uuid7())


def derived_id(*parts: str) -> str:
    """A UUIDv5 (RFC 9562, section 5.5): the same parts give the same id, so that a repeat finds its own work."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
