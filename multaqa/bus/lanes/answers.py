"""What the broker is told of deliveries: that they are settled, or that somebody else shall have them."""

import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from typing import Any

from multaqa.bus.lanes.delivery import Delivery
from multaqa.bus.wire import LOST

GATHER_S = 0.01


class Acknowledgements:
    """Gathers what handlers settle one by one, and acknowledges it a hundredth of a second later in one write.

    A write to the socket costs both sides more than all else about an acknowledgement. What a process that dies has
    not told yet comes again, and its inbox knows it.
    """

    def __init__(self) -> None:
        self._settled: list[Delivery] = []
        self._lock = threading.Lock()
        self._some = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="acknowledgements", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, bound_s: float) -> None:
        """Tell what is left, and end."""
        self._closing.set()
        self._some.set()
        if self._thread.is_alive():
            self._thread.join(bound_s)
        self._tell()

    def add(self, batch: Sequence[Delivery]) -> None:
        with self._lock:
            self._settled += batch
        self._some.set()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._some.wait()
            self._closing.wait(GATHER_S)
            self._tell()

    def _tell(self) -> None:
        with self._lock:
            settled, self._settled = self._settled, []
            self._some.clear()
        _answer(settled, lambda message: message.channel.basic_ack(message.delivery_tag))


def give_back(batch: Sequence[Delivery]) -> None:
    _answer(batch, lambda message: message.channel.basic_reject(message.delivery_tag, requeue=True))


def _answer(batch: Sequence[Delivery], verb: Callable[[Any], None]) -> None:
    """Answer the broker for each delivery that is still ours; a lost one it gives to somebody again."""
    connection = next((delivery.message.channel.connection for delivery in batch if delivery.live), None)
    with suppress(*LOST), connection.corked() if connection is not None else nullcontext():
        for delivery in batch:
            with suppress(*LOST):  # a lane's channel may have closed, the others' answers count
                if delivery.live:
                    verb(delivery.message)
