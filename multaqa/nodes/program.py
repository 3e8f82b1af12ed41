"""One program started by us: its own process group, on a leash, with signals by name."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from multaqa.leash import Leash
from multaqa.settings import process_environment

TERM_S = 20.0


class Program:
    """Starts a command in its own process group and ends that whole group again."""

    def __init__(self, command: Sequence[str], log: Path, leash: Leash, variables: Mapping[str, str]) -> None:
        self.command = list(command)
        self.log = log
        self._leash = leash
        self._variables = dict(variables)
        self._running: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running and self.alive else None

    @property
    def alive(self) -> bool:
        return self._running is not None and self._running.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended (negative: by that signal); None while it runs or before its first start."""
        return self._running.poll() if self._running else None

    def start(self) -> None:
        with self._changing:
            self._forget()
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as log:
                self._running = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=process_environment(**self._variables),
                    start_new_session=True,
                )
            self._leash.hold(self._running.pid)

    def stop(self, within_s: float = TERM_S) -> None:
        """Ask it to end (SIGTERM) and wait; what has not ended `within_s` seconds later is killed."""
        self.ask_to_stop()
        with self._changing:
            if self._running is None:
                return
            try:
                self._running.wait(within_s)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
            self._forget()

    def ask_to_stop(self) -> None:
        """Send SIGTERM without waiting, so that many can end at the same time."""
        if self._running:
            self.thaw()
            self._running.terminate()

    def kill(self) -> None:
        """`kill -9` of the whole group, as a fault would."""
        self.signal(signal.SIGKILL)
        if self._running:
            self._running.wait()

    def freeze(self) -> None:
        """SIGSTOP: it is there and does not move."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of the group; a group that is gone is left in peace."""
        if self._running is None:
            return
        try:
            os.killpg(self._running.pid, number)
        except ProcessLookupError:
            return

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, for the error that tells why it did not start."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _forget(self) -> None:
        """End what is left of the former group, so that its leash can be released."""
        if self._running is None:
            return
        self.signal(signal.SIGKILL)
        self._running.wait()
        self._leash.release(self._running.pid)
        self._running = None
