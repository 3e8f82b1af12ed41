"""The places a process has for due work, by kind, and which tenants may take another of them."""

from collections import Counter

SHARE = 3


class Places:
    """A tenant may take one more place of a kind while it holds fewer than `SHARE` times those that are free.

    One that is alone has three quarters of them, however much it has to do and however long that takes; whoever comes
    then finds a place. These are the dynamic thresholds of shared buffers: A. K. Choudhury and E. L. Hahne, "Dynamic
    queue length thresholds for shared-memory packet switches", IEEE/ACM Transactions on Networking 6 (2), 1998.
    """

    def __init__(self) -> None:
        self._of_kind: dict[str, int] = {}
        self._held: dict[str, Counter[str]] = {}

    def provide(self, kind: str, count: int) -> None:
        self._of_kind[kind], self._held[kind] = count, Counter()

    def take(self, kind: str, tenant: str) -> None:
        self._held[kind][tenant] += 1

    def give_back(self, kind: str, tenant: str) -> None:
        self._held[kind] -= Counter({tenant: 1})

    def free(self) -> dict[str, set[str]]:
        """By kind with places left, the tenants that may not take another for now."""
        left = {kind: count - self._held[kind].total() for kind, count in self._of_kind.items()}
        return {
            kind: {tenant for tenant, held in self._held[kind].items() if held >= SHARE * places}
            for kind, places in left.items()
            if places > 0
        }
