"""Runs every room, relay and the gateway on this machine, and starts again what dies.

with Supervisor(nodes) as house:
    house.wait_ready()
    house.base_url                              # of the gateway
    house.scale("events", 2)
    house["matching"].program.kill()            # it comes back by itself
"""

import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from multaqa.nodes import Nodes, SetupError
from multaqa.nodes.ports import LOCAL
from multaqa.nodes.program import Program
from multaqa.settings import GATEWAY, ROOMS

READY_S = 60.0
WATCH_S = 0.2
FIRST_BACKOFF_S, LAST_BACKOFF_S = 0.5, 10.0
STEADY_S = 30.0
HTTP_PORT = 8000


@dataclass(slots=True)
class Member:
    """One process of the house: how to start it, where it says that it is ready, how often it had to be restarted."""

    name: str
    program: Program
    ops_port: int
    http_port: int | None = None
    restarts: int = 0
    started_at: float = 0.0
    start_again_at: float | None = None
    backoff_s: float = field(default=FIRST_BACKOFF_S)

    @property
    def ready_url(self) -> str:
        return f"http://{LOCAL}:{self.ops_port}/health/ready"

    def start(self) -> None:
        self.program.start()
        self.started_at = time.monotonic()
        self.start_again_at = None

    def is_ready(self) -> bool:
        """Whether it answers 200 on its readiness page within a second."""
        try:
            with urllib.request.urlopen(self.ready_url, timeout=1) as answer:  # noqa: S310 - our own http address
                return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
        except (urllib.error.URLError, OSError):
            return False

    def revive(self) -> None:
        """Start it again if it died, later and later while it keeps dying young."""
        if self.program.alive:
            return
        now = time.monotonic()
        if self.start_again_at is None:
            lived_s = now - self.started_at
            self.backoff_s = FIRST_BACKOFF_S if lived_s > STEADY_S else min(self.backoff_s * 2, LAST_BACKOFF_S)
            self.start_again_at = now + self.backoff_s
        elif now >= self.start_again_at:
            self.restarts += 1
            self.start()


class Supervisor:
    """The house on one machine: each room, its relay, the gateway and its relay as processes of their own."""

    def __init__(self, nodes: Nodes, *, development: bool = True, variables: Mapping[str, str] | None = None) -> None:
        self._nodes = nodes
        self._variables = {
            **nodes.variables(),
            "MULTAQA_DEVELOPMENT": "true" if development else "false",
            **(variables or {}),
        }
        self._members: dict[str, Member] = {}
        self._changing = threading.RLock()
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    @property
    def base_url(self) -> str:
        """Where the gateway answers people and systems."""
        return f"http://{LOCAL}:{self[GATEWAY].http_port}"

    @property
    def members(self) -> list[Member]:
        with self._changing:
            return list(self._members.values())

    def __getitem__(self, name: str) -> Member:
        return self._members[name]

    def start(self) -> None:
        """Start every process; `wait_ready` waits for them."""
        for room in (*ROOMS, GATEWAY):
            self._add(room, room, "run")
            self._add(f"{room}.relay", room, "relay")
        self._watcher.start()

    def wait_ready(self, within_s: float = READY_S, tell: Callable[[Member], None] = lambda _: None) -> None:
        """Return when every process is ready, telling of each as it becomes so; SetupError names those that are not."""
        deadline = time.monotonic() + within_s
        waiting = self.members
        while waiting:
            ready = [member for member in waiting if member.is_ready()]
            waiting = [member for member in waiting if member not in ready]
            for member in ready:
                tell(member)
            if waiting and time.monotonic() > deadline:
                raise SetupError("\n\n".join(_complaint(member) for member in waiting))
            time.sleep(0.1)

    def scale(self, room: str, count: int) -> None:
        """Run `count` processes of a room (its relay stays one)."""
        with self._changing:
            for name in [name for name in self._members if name.startswith(f"{room}-")]:
                if int(name.rpartition("-")[2]) > count:
                    self._members.pop(name).program.stop()
            for number in range(2, count + 1):
                if f"{room}-{number}" not in self._members:
                    self._add(f"{room}-{number}", room, "run")

    def stop(self) -> None:
        """End every process, all at the same time, each with its time to drain."""
        self._ending.set()
        if self._watcher.is_alive():
            self._watcher.join()
        members = list(self._members.values())
        for member in members:
            member.program.ask_to_stop()
        for member in members:
            member.program.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _add(self, name: str, room: str, command: str) -> None:
        ports, variables = self._nodes.ports, dict(self._variables)
        ops_port = ports.free(f"{name}.ops")
        variables["MULTAQA_OPS_PORT"] = str(ops_port)
        http_port = ports.free(f"{name}.http", preferred=HTTP_PORT) if (room, command) == (GATEWAY, "run") else None
        if http_port:
            variables["MULTAQA_HTTP_PORT"] = str(http_port)
        program = Program(
            [sys.executable, "-m", "multaqa", command, room],
            self._nodes.root / "logs" / f"{name}.log",
            self._nodes.leash,
            variables,
        )
        member = Member(name, program, ops_port, http_port)
        with self._changing:
            self._members[name] = member
            member.start()

    def _watch(self) -> None:
        while not self._ending.wait(WATCH_S):
            with self._changing:
                for member in self._members.values():
                    member.revive()


def _complaint(member: Member) -> str:
    state = "runs but is not ready" if member.program.alive else f"ended (exit code {member.program.exit_code})"
    return f"{member.name} {state}; its log ends:\n{member.program.last_words()}"
