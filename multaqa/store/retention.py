"""Rows that have served: deleted when due by the platform's clock, in small bites, by the relay.

Not Mongo's TTL index: that one reads the server's clock, and a clock moved in a demonstration would leave it behind.
"""

import threading
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import PyMongoError

from multaqa import telemetry
from multaqa.clock import Clock
from multaqa.store.allowances import ALLOWANCES
from multaqa.store.client import Document
from multaqa.store.commands import COMMANDS
from multaqa.store.forgetting import DEAD_LETTERS
from multaqa.store.inbox import INBOX

OF_ROOMS = ("public_messages", "deliveries", "sends", "mail_addresses")
"""What rooms keep for a while: only what is settled, or nothing but watched, has a day to go."""
KEPT_FOR_A_WHILE = (INBOX, COMMANDS, ALLOWANCES, DEAD_LETTERS, *OF_ROOMS)
_BITE = 1_000


def sweep(database: Database[Document], now: datetime) -> int:
    """Delete what has expired at `now`; how many rows."""
    return sum(_sweep(database, name, now) for name in KEPT_FOR_A_WHILE)


def _sweep(database: Database[Document], name: str, now: datetime) -> int:
    gone = 0
    while True:
        rows = database[name].find({"expires_at": {"$lte": now}}, {"_id": 1}, limit=_BITE)
        ids = [row["_id"] for row in rows]
        if not ids:
            return gone
        gone += database[name].delete_many({"_id": {"$in": ids}}).deleted_count


def sweep_until(stopping: threading.Event, database: Database[Document], clock: Clock, every_s: float = 30.0) -> None:
    """Sweep again and again; a database that is away is tried at the next turn."""
    while not stopping.wait(every_s):
        try:
            if gone := sweep(database, clock.now()):
                telemetry.log.info("retention.swept", rows=gone)
        except PyMongoError as error:
            telemetry.log.warning("retention.no_database", cause=type(error).__name__)
