"""Time, asked from one place, so that six months can pass in a demonstration and stand still in a test."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from pymongo import MongoClient
from pymongo.errors import PyMongoError

DEVELOPMENT_DATABASE = "multaqa_development"
_POLL_S = 0.25


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, UTC, in whole milliseconds: what the database keeps is what was decided on."""


class SystemClock:
    def now(self) -> datetime:
        now = datetime.now(UTC)  # noqa: TID251 (this is the clock)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class FixedClock:
    """A clock that moves only when told; for tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


class MovableClock:
    """The system's clock plus an offset that every process reads from the development database.

    The offset is read again at most every 0.25 s. Never in production: `settings.development` decides.
    """

    def __init__(self, client: "MongoClient[dict[str, Any]]") -> None:
        self._rows = client[DEVELOPMENT_DATABASE]["clock"]
        self._system = SystemClock()
        self._offset = timedelta()
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def now(self) -> datetime:
        self._refresh()
        return self._system.now() + self._offset

    def _refresh(self) -> None:
        """Whoever asks while another is reading waits for it: an offset older than a move must not be used."""
        if time.monotonic() - self._read_at < _POLL_S:
            return
        with self._lock:
            if time.monotonic() - self._read_at >= _POLL_S:
                self._read()

    def _read(self) -> None:
        try:
            row = self._rows.find_one({"_id": "offset"})
            self._offset = timedelta(seconds=row["seconds"] if row else 0)
        except PyMongoError:
            pass  # a database that is away keeps the offset it gave last
        finally:
            self._read_at = time.monotonic()


def move(mongo_uri: str, **delta: float) -> None:
    """Move the clock of all development processes that use this database: `move(uri, days=90)`."""
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        client[DEVELOPMENT_DATABASE]["clock"].update_one(
            {"_id": "offset"}, {"$inc": {"seconds": timedelta(**delta).total_seconds()}}, upsert=True
        )
    time.sleep(2 * _POLL_S)  # every process has read it when this returns
