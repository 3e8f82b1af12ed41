"""A lease: one holder at a time, by the database's own clock; a stale holder may overlap for a moment."""

from datetime import UTC, datetime
from time import monotonic

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from multaqa.store.client import Document

LEASES = "leases"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Lease:
    """`holder` holds `name` for `ttl_s` seconds at a time; `hold` renews it in good time, at little cost."""

    def __init__(self, database: Database[Document], name: str, holder: str, ttl_s: float = 5.0) -> None:
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
        """One write decides: the row goes to this holder where it is ours, has ended, or did not exist."""
        ours = {"$eq": ["$holder", {"$literal": self._holder}]}
        ended = {"$lt": [{"$ifNull": ["$expires_at", _LONG_AGO]}, "$$NOW"]}
        until = {"$add": ["$$NOW", round(self._ttl_s * 1000)]}
        decide: list[Document] = [
            {"$set": {"free": {"$or": [ours, ended]}}},
            {
                "$set": {
                    "holder": {"$cond": ["$free", {"$literal": self._holder}, "$holder"]},
                    "expires_at": {"$cond": ["$free", until, "$expires_at"]},
                }
            },
            {"$unset": "free"},
        ]
        try:
            row = self._rows.find_one_and_update(
                {"_id": self._name}, decide, upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False  # two wrote the first row at once, and the other was faster
        return bool(row["holder"] == self._holder)
