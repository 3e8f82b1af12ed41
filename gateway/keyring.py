"""Keys shown a moment ago: believed for a second, so that a crowd does not ask the database at every request."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

BELIEVED_S = 1.0
LARGEST = 10_000


class Keyring:
    """Remembers what a look-up found, for BELIEVED_S seconds.

    A key revoked in this process is forgotten at once, one revoked through another gateway a second later at most. What
    was not found is not remembered, so that a key opens from the moment it is made.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[str, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def of(self, key_id: str, look: Callable[[str], Found | None]) -> Found | None:
        remembered = self._found.get(key_id)
        if remembered and self._clock() < remembered[0]:
            return remembered[1]  # type: ignore[return-value]
        found = look(key_id)
        if found is not None:
            self._remember(key_id, found)
        return found

    def forget(self, key_id: str) -> None:
        with self._lock:
            self._found.pop(key_id, None)

    def _remember(self, key_id: str, found: object) -> None:
        with self._lock:
            if len(self._found) >= LARGEST:
                self._found.clear()
            self._found[key_id] = (self._clock() + BELIEVED_S, found)
