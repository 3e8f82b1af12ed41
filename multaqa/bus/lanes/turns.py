"""Whose turn it is: messages wait by tenant and type, and are taken from one tenant after the other."""

from collections import deque
from collections.abc import Callable

from multaqa.bus.lanes.delivery import Delivery

Key = tuple[str, str]


class Turns:
    """The deliveries waiting in one process. Not thread-safe: its owner holds a lock.

    A batch is cut from what waits for one (tenant, type), never more than one at a time, so that batches of the same
    aggregates do not conflict. A suspect travels alone: it may be what killed the process, twice.
    """

    def __init__(self, batch_of: Callable[[str], int]) -> None:
        self._batch_of = batch_of
        self._waiting: dict[str, dict[str, deque[Delivery]]] = {}
        self._order: deque[str] = deque()
        self._under_way: set[Key] = set()
        self._arrivals = 0

    def __len__(self) -> int:
        return sum(len(queue) for types in self._waiting.values() for queue in types.values())

    def put(self, delivery: Delivery) -> None:
        self._arrivals += 1
        delivery.order = self._arrivals
        if delivery.tenant not in self._waiting:
            self._waiting[delivery.tenant] = {}
            self._order.append(delivery.tenant)
        self._waiting[delivery.tenant].setdefault(delivery.type, deque()).append(delivery)

    def take(self) -> list[Delivery]:
        """Cut the next batch, or nothing; say `done` with it when it is settled."""
        for _ in range(len(self._order)):
            tenant = self._order[0]
            self._order.rotate(-1)
            ready = self._ready(tenant)
            if ready is not None:
                return self._cut(tenant, ready)
        return []

    def done(self, batch: list[Delivery]) -> None:
        self._under_way.discard(_key(batch[0]))

    def clear(self) -> list[Delivery]:
        """Take everything that waits, to be given back."""
        left = [one for types in self._waiting.values() for queue in types.values() for one in queue]
        self._waiting.clear()
        self._order.clear()
        return left

    def _ready(self, tenant: str) -> deque[Delivery] | None:
        ready = [queue for type_, queue in self._waiting[tenant].items() if (tenant, type_) not in self._under_way]
        return min(ready, key=lambda queue: queue[0].order, default=None)

    def _cut(self, tenant: str, queue: deque[Delivery]) -> list[Delivery]:
        limit = self._batch_of(queue[0].type)
        batch = [queue.popleft()]
        while queue and len(batch) < limit and not (batch[0].suspect or queue[0].suspect):
            batch.append(queue.popleft())
        if limit > 1:
            self._under_way.add(_key(batch[0]))
        if not queue:
            self._forget(tenant, batch[0].type)
        return batch

    def _forget(self, tenant: str, type_: str) -> None:
        del self._waiting[tenant][type_]
        if not self._waiting[tenant]:
            del self._waiting[tenant]
            self._order.remove(tenant)


def _key(delivery: Delivery) -> Key:
    return delivery.tenant, delivery.type
