"""Visitors without key or link: how many commands one address may send, so that nobody fills an edition by program."""

import threading
from collections import OrderedDict, deque
from time import monotonic

from gateway.admission import Incoming
from gateway.problems import RequestError

MOST = 60
WITHIN_S = 600.0
"""A classroom behind one address registers within ten minutes; a program that tries addresses does not get far."""
REMEMBERED = 20_000


class Crowd:
    """Counts the commands of each address for ten minutes, in this process; addresses are kept no longer."""

    def __init__(self, most: int = MOST, within_s: float = WITHIN_S) -> None:
        self._most, self._within_s = most, within_s
        self._came: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def let_in(self, incoming: Incoming) -> None:
        """Refuses a command too many with 429; reading is not counted."""
        if incoming.route.is_command and not self.has_room(incoming.request.remote_addr or "", monotonic()):
            text = "Too many registrations came from this address. Try again in ten minutes."
            raise RequestError(429, "visitor.too_many", text)

    def has_room(self, address: str, now: float) -> bool:
        with self._lock:
            came = self._came.setdefault(address, deque())
            self._came.move_to_end(address)
            while len(self._came) > REMEMBERED:
                self._came.popitem(last=False)
            while came and came[0] <= now - self._within_s:
                came.popleft()
            if len(came) >= self._most:
                return False
            came.append(now)
            return True
