"""A lease: one holder at a time, by the database's own clock; a stale holder may overlap for a moment."""

from time import monotonic

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from multaqa.store.client import Document

LEASES = "leases"


class Lease:
    """`holder` holds `name` for `ttl_s` seconds at a time; `hold` renews it in good time, at little cost."""

    def __init__(self, database: Database[Document], name: str, holder: str, ttl_s: float = 10.0) -> None:
        self._rows = database[LEASES]
        self._name, self._holder, self._ttl_s = name, holder, ttl_s
        self._renew_at = float("-inf")

    def hold(self) -> bool:
        """Tell whether this holder has the lease, taking a free one. Asks the database every third of its time."""
        if monotonic() < self._renew_at:
            return True
        asked = monotonic()
        if not self._take():
            self._renew_at = float("-inf")
            return False
        self._renew_at = asked + self._ttl_s / 3
        return True

    def release(self) -> None:
        """Let somebody else have it at once."""
        self._renew_at = float("-inf")
        self._rows.delete_one({"_id": self._name, "holder": self._holder})

    def _take(self) -> bool:
        free = {"$or": [{"holder": self._holder}, {"$expr": {"$lt": ["$expires_at", "$$NOW"]}}]}
        until = {"$add": ["$$NOW", round(self._ttl_s * 1000)]}
        try:
            self._rows.update_one(
                {"_id": self._name, **free}, [{"$set": {"holder": self._holder, "expires_at": until}}], upsert=True
            )
        except DuplicateKeyError:
            return False  # somebody else holds it
        return True
