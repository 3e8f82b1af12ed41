"""The tenants a room knows, and the lane each was given: heard from the directory, never asked for."""

from collections.abc import Callable
from typing import Any

from pymongo.database import Database

from multaqa.bus.topology.lane import Tenant
from multaqa.store.client import Document
from multaqa.store.repository import Projection
from multaqa.tenancy import PLATFORM


class KnownTenants(Projection):
    """Rows of platform administration: the message that opens a tenant travels under the reserved tenant."""

    collection = "tenants"
    noun = "tenant"


def lanes_of(database: Database[Document]) -> set[str]:
    """The lanes this room must serve now; the platform's own is always among them."""
    lanes = database[KnownTenants.collection].distinct("lane", {"tenant": PLATFORM})
    return {PLATFORM, *lanes}


def tenants_of(database: Database[Document]) -> list[Tenant]:
    """The tenants this room has heard of, with their lanes."""
    rows = database[KnownTenants.collection].find({"tenant": PLATFORM}, {"lane": 1})
    return [Tenant(row["_id"], row["lane"]) for row in rows]


def keeper_of(tenant_opened: Any, welcome: Callable[[Any, str], None] = lambda work, slug: None) -> type:  # noqa: ARG005
    """A base for a room's service that notes each tenant the directory opens: `class X(keeper_of(TenantOpened))`.

    `welcome(work, slug)` is what the room does for a tenant that it has just heard of, in the same unit of work.
    """
    from multaqa.bus import subscribe

    expose: Callable[[Callable[..., Any]], Callable[..., Any]] = subscribe(tenant_opened)

    class TenantKeeper:
        work: Any

        @expose
        def tenant_opened(self, message: Any) -> None:
            with self.work() as work:
                known = {name: message.facts[name] for name in ("lane", "name")}
                if work.bound(KnownTenants).put_if_newer(message.subject, message.version, known):
                    welcome(work, message.subject)
                work.commit()

    return TenantKeeper
