"""Load: parcels accepted by the source, over and over until the source has answered; what was accepted is on record."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from multaqa.errors import Conflict, Unavailable
from multaqa.ids import new_id
from multaqa.rpc import RpcClient
from multaqa.tenancy import Context

TENANT = "alpha"
CALL_S = 2.0
PATIENCE_S = 90.0
PAUSE_S = 0.1
MOST_UNDER_WAY_S = 3
PASSING = ("command.in_progress", "room.unavailable", "database.unavailable")

Key = tuple[int, int]


class Sender:
    """Calls the source; a command is repeated under its own id until it is answered."""

    def __init__(self, calls: RpcClient) -> None:
        self._calls = calls
        self._pausing = threading.Event()

    def call(self, tenant: str, method: str, **arguments: Any) -> Any:
        """The source's answer. Raises what it refuses, or the last trouble when PATIENCE_S is over."""
        id = new_id()
        context = Context(tenant, "lab", command_id=id, route=method, fingerprint=id)
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._calls.call("source", method, context, arguments, timeout_s=CALL_S)
            except (Unavailable, Conflict) as trouble:
                if time.monotonic() > until or trouble.code not in PASSING:
                    raise
            self._pausing.wait(PAUSE_S)


class Load:
    """A window of parcels: a steady stream until `stop`, and single ones that play tricks.

    The stream waits while `under_way` says that the house has all it can do.
    `accepted` maps (number, version) of each accepted parcel to when the source answered, in seconds since the epoch.
    """

    def __init__(
        self,
        sender: Sender,
        window: str,
        *,
        per_second: int,
        under_way: Callable[[], int],
        chunk: int = 50,
        senders: int = 3,
    ) -> None:
        self.window = window
        self.accepted: dict[Key, float] = {}
        self.failures: list[BaseException] = []
        self._sender, self._chunk = sender, chunk
        self._under_way, self._most = under_way, MOST_UNDER_WAY_S * per_second
        self._beat_s = senders * chunk / per_second
        self._numbers = itertools.count(1)
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"load {window}", daemon=True) for _ in range(senders)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the stream; what is under way is still answered. Raises what kept a parcel from being accepted."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def send(self, trick: str = "", *, count: int = 1, tenant: str = TENANT) -> list[int]:
        """Have so many parcels of a tenant accepted in one command, and give their numbers."""
        numbers = self.take(count)
        self._sender.call(tenant, "accept", window=self.window, numbers=numbers, trick=trick)
        self.record(*numbers)
        return numbers

    def revise(self, number: int, trick: str, *, tenant: str = TENANT) -> None:
        version = self._sender.call(tenant, "revise", parcel_id=f"{self.window}-{number}", trick=trick)
        self.record(number, version=version)

    def take(self, count: int) -> list[int]:
        """Numbers that nobody else uses."""
        return list(itertools.islice(self._numbers, count))

    def record(self, *numbers: int, version: int = 1) -> None:
        """Count parcels as sent; for those that came to the bus another way, too."""
        self.accepted.update(dict.fromkeys(((number, version) for number in numbers), time.time()))

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            due = max(due, time.monotonic() - self._beat_s) + self._beat_s
            try:
                if self._under_way() < self._most:
                    self.send(count=self._chunk)
            except Exception as failure:  # noqa: BLE001 (it belongs to whoever stops the load)
                self.failures.append(failure)
                return
