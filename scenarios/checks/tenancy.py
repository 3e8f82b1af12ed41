"""The directorate beside the season must not have seen anything of it."""

from collections.abc import Iterator

from scenarios.api import Api
from scenarios.report import Row

COLLECTIONS = (
    "persons",
    "organisations",
    "agreements",
    "skill-needs",
    "series",
    "editions",
    "offers",
    "hirings",
    "subscriptions",
    "mails",
)


def other_tenant_is_empty(beside: Api) -> Iterator[Row]:
    for collection in COLLECTIONS:
        found = sum(1 for _ in beside.each(f"/v1/{collection}"))
        yield Row("tenants", f"{collection} of the directorate beside", 0, found)
