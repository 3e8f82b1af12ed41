"""A leash: when the process that holds it dies, however it dies, the process groups on it die too.

The holder writes `+<group>` and `-<group>` lines to a small process of its own; that process reads until its input
ends, which the operating system guarantees even after `kill -9`, and then ends every group still held.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

GRACE_S = 3.0


class Leash:
    """Holds process groups on behalf of this process; use as a context manager."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True, text=True, bufsize=1
        )

    def hold(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def release(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def close(self) -> None:
        """Let the keeper go; whatever is still held ends with it."""
        if self._keeper.stdin is not None and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        self._keeper.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, line: str) -> None:
        if self._keeper.stdin is None:
            raise RuntimeError("the leash has no keeper")
        self._keeper.stdin.write(line)


def keep() -> None:
    """The keeper's whole life: remember the groups until the holder is gone, then end them."""
    held: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            held.add(group)
        else:
            held.discard(group)
    _end(held)


def _end(held: set[int]) -> None:
    for group in held:
        _signal(group, signal.SIGCONT)
        _signal(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline and any(_signal(group, 0) for group in held):
        time.sleep(0.05)
    for group in held:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep()
