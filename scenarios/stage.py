"""What every act of the season has at hand: the API, the script, the cast, what has been made so far, many hands."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from scenarios.api import Api, Body
from scenarios.generator import Cast
from scenarios.script import Script, Size

Task = TypeVar("Task")
Result = TypeVar("Result")

WORKERS = 16


class Progress(Protocol):
    def act(self, name: str) -> None: ...

    def step(self, label: str, total: int) -> AbstractContextManager[Callable[[], None]]: ...


@dataclass
class Ledger:
    """The ids that the product gave, by the script's own keys, and what was read at moments that do not come back."""

    organisations: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    editions: dict[str, str] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    registrations: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    moments: dict[str, Body] = field(default_factory=dict)


@dataclass
class Stage:
    api: Api
    script: Script
    size: Size
    cast: Cast
    progress: Progress
    ledger: Ledger = field(default_factory=Ledger)

    def together(self, label: str, tasks: Iterable[Task], do: Callable[[Task], Result]) -> list[Result]:
        """Many hands at once; the results come in the order of the tasks, and the first failure ends the step."""
        waiting = list(tasks)
        with self.progress.step(label, len(waiting)) as advance, ThreadPoolExecutor(WORKERS) as pool:

            def done(task: Task) -> Result:
                result = do(task)
                advance()
                return result

            futures = [pool.submit(done, task) for task in waiting]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    @property
    def forum(self) -> str:
        return self.ledger.editions["employment-forum-2"]
