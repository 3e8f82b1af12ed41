"""What a private broker and a private database have in common: they start, become ready, and can be made to fail."""

import time
from abc import ABC, abstractmethod

from multaqa.nodes.program import Program
from multaqa.nodes.setup import SetupError

READY_S = 60.0


class Node(ABC):
    """A server we own. `launch` and `wait_ready` are apart so that several can start at the same time."""

    name: str
    program: Program

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether a client could work with it now."""

    def launch(self) -> None:
        self.program.start()

    def wait_ready(self, within_s: float = READY_S) -> None:
        """Return when it serves clients; SetupError, with the end of its log, when it ended or took too long."""
        deadline = time.monotonic() + within_s
        while not self.is_ready():
            if not self.program.alive or time.monotonic() > deadline:
                raise SetupError(f"The private {self.name} did not start. Its log ends:\n{self.program.last_words()}")
            time.sleep(0.05)

    def start(self) -> None:
        """Start (again) and return when ready."""
        self.launch()
        self.wait_ready()

    def stop(self) -> None:
        self.program.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self, *, gently: bool) -> None:
        """End it for good; not gently when nobody will read its data again, which saves five seconds."""
        if gently:
            self.stop()
        else:
            self.kill()

    def kill(self) -> None:
        self.program.kill()

    def freeze(self) -> None:
        self.program.freeze()

    def thaw(self) -> None:
        self.program.thaw()
