"""How often something may be done in a while, counted for all processes of a room together."""

from datetime import datetime, timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from multaqa.store.client import Document
from multaqa.store.rows import TenantRows

ALLOWANCES = "allowances"


def ensure_indexes(database: Database[Document]) -> None:
    database[ALLOWANCES].create_index([("expires_at", 1)])


class Allowances:
    """One tenant's; a row per name, from the first time until its while is over."""

    def __init__(self, database: Database[Document], tenant: str) -> None:
        self._rows = TenantRows(database[ALLOWANCES], tenant)
        self._tenant = tenant

    def take(self, name: str, most: int, within: timedelta, now: datetime) -> bool:
        """Count once more, unless it was done `most` times since the first; whether it may be done.

        Each step is one atomic change, so that many who ask at once are never allowed more than `most` together.
        """
        id = f"{self._tenant}/{name}"
        return self._once_more(id, most, now) or self._anew(id, within, now) or self._once_more(id, most, now)

    def _once_more(self, id: str, most: int, now: datetime) -> bool:
        left = {"_id": id, "expires_at": {"$gt": now}, "count": {"$lt": most}}
        return self._rows.update_one(left, {"$inc": {"count": 1}}).matched_count == 1

    def _anew(self, id: str, within: timedelta, now: datetime) -> bool:
        first = {"count": 1, "expires_at": now + within}
        if self._rows.update_one({"_id": id, "expires_at": {"$lte": now}}, {"$set": first}).matched_count:
            return True
        try:
            self._rows.insert_one({"_id": id, **first})
        except DuplicateKeyError:  # all are taken, or another was first this instant
            return False
        return True
