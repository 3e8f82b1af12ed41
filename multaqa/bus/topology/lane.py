"""Which lane serves which tenant: `events.fes-meknes` and `events.shared-3` are queues of the room events."""

from dataclasses import dataclass
from zlib import crc32

from multaqa.errors import Invalid
from multaqa.tenancy import PLATFORM

OWN_LANES = 24
SHARED_LANES = 8
SHARED = "shared-"
RESERVED = frozenset({PLATFORM, "dead"})


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and the lane it was given when it was opened; it keeps that lane, in every room."""

    slug: str
    lane: str


PLATFORM_TENANT = Tenant(PLATFORM, PLATFORM)


def assign_lane(slug: str, own_lanes: int) -> str:
    """Choose the lane of a new tenant: its own while fewer than 24 tenants have one, then a shared one by hash."""
    if slug in RESERVED or slug.startswith(SHARED):
        raise Invalid("tenant.reserved_slug", f"{slug!r} is a name the bus uses itself.")
    return slug if own_lanes < OWN_LANES else shared_lane(slug)


def shared_lane(slug: str) -> str:
    return f"{SHARED}{crc32(slug.encode()) % SHARED_LANES}"


def belongs(slug: str, lane: str) -> bool:
    """Tell whether a tenant's message may be in a lane."""
    return slug == lane or shared_lane(slug) == lane
