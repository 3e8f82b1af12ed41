"""How the play tells where it is: bars on a terminal, one line per step elsewhere."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Narrator:
    """Tells acts and steps; `console` decides between bars and lines."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()

    def act(self, name: str) -> None:
        if self._console.is_terminal:
            self._console.rule(f"[bold]{name}", align="left")
        else:
            self._console.print(f"== {name}")

    @contextmanager
    def step(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        if self._console.is_terminal:
            with self._bar(label, total) as advance:
                yield advance
        else:
            with self._line(label, total) as advance:
                yield advance

    @contextmanager
    def _bar(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        columns = (SpinnerColumn(), TextColumn("{task.description:<44}"), BarColumn(), MofNCompleteColumn())
        with Bars(*columns, TimeElapsedColumn(), console=self._console) as bars:
            task = bars.add_task(label, total=total)
            yield lambda: bars.advance(task)

    @contextmanager
    def _line(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        started, lock, done = time.monotonic(), threading.Lock(), 0

        def advance() -> None:
            nonlocal done
            with lock:
                done += 1

        yield advance
        seconds = time.monotonic() - started
        self._console.print(f"   {label}: {done}/{total} in {seconds:.1f} s", highlight=False)
