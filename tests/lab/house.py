"""The lab as running processes on private nodes: rooms, relays, and a faulty wire between the middle and the broker."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.database import Database

from multaqa.bus.dead import DeadLetters
from multaqa.bus.link import Link
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.bus.topology import Tenant
from multaqa.clock import SystemClock
from multaqa.nodes import Nodes
from multaqa.nodes.ports import answers
from multaqa.nodes.program import Program
from multaqa.rpc import RpcClient
from multaqa.supervisor import Member
from multaqa.testing.waiting import eventually
from tests.lab import proxy, topology
from tests.lab.run import settings_of

BEHIND_THE_PROXY = "middle"
WATCH_S = 0.05
READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Wire:
    """The proxy that the middle and its relay reach the broker through."""

    program: Program
    port: int
    control: int

    def reset(self) -> None:
        """Break every connection, with RST."""
        proxy.order(self.control, "reset")

    def swallow(self) -> None:
        """Let nothing through, and say nothing."""
        proxy.order(self.control, "hole")

    def heal(self) -> None:
        proxy.order(self.control, "pass")


class House:
    """Runs `source`, `middle`, `sink` and their relays, and starts again at once what dies."""

    def __init__(self, nodes: Nodes, tenants: list[Tenant], *, delivery_limits: dict[str, int] | None = None) -> None:
        self.nodes = nodes
        self.tenants = tenants
        self._delivery_limits = delivery_limits or {}
        self.mongo: MongoClient[dict[str, Any]] = MongoClient(nodes.mongo_uri, tz_aware=True)
        self._link = Link(nodes.amqp_uri, name="lab")
        self._publisher = ConfirmingPublisher.to(nodes.amqp_uri, name="lab publisher")
        self.calls = RpcClient(nodes.amqp_uri, name="lab")
        self.wire = self._lay_wire()
        self.members = {member.name: member for member in self._hire()}
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="lab", daemon=True)

    def __enter__(self) -> Self:
        for connection in (self._link, self._publisher, self.calls):
            connection.start()
        self._link.wait_connected(READY_S)
        self.apply_topology()
        for room in topology.ROOMS:
            topology.introduce(self.database(room), self.tenants)
        self.wire.program.start()
        eventually(lambda: answers(self.wire.control), READY_S)
        for member in self.members.values():
            member.start()
        self._watcher.start()
        self.wait_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._watcher.join()
        for member in self.members.values():
            member.program.ask_to_stop()
        for member in self.members.values():
            member.program.stop()
        self.wire.program.kill()
        for connection in (self._link, self._publisher, self.calls):
            connection.stop()
        self.mongo.close()

    def __getitem__(self, name: str) -> Program:
        return self.members[name].program

    def wait_ready(self) -> None:
        eventually(lambda: all(member.is_ready() for member in self.members.values()), READY_S)

    def database(self, room: str) -> Database[dict[str, Any]]:
        return self.mongo[f"lab_{room}"]

    @cached_property
    def tiers_ms(self) -> tuple[int, ...]:
        return self._settings("source").tiers_ms

    def apply_topology(self) -> None:
        topology.apply(self._link, self.tenants, self.tiers_ms, self._delivery_limits)

    def delete_lane(self, queue: str) -> None:
        self._on_channel(lambda channel: channel.queue_delete(queue))

    def ready_in(self, queue: str) -> int:
        """How many messages of a queue have not been delivered to anybody."""
        found: int = self._on_channel(lambda channel: channel.queue_declare(queue, passive=True)).message_count
        return found

    def publish(self, *messages: Outgoing) -> None:
        """Put messages on the bus by hand, each confirmed."""
        confirmed = self._publisher.publish_batch(messages).confirmed
        if len(confirmed) != len(messages):
            raise RuntimeError(f"the broker took {len(confirmed)} of {len(messages)} messages")

    def dead_letters(self, room: str) -> DeadLetters:
        return DeadLetters(self.database(room), self._publisher, SystemClock())

    def unsent(self) -> int:
        """How many messages wait in outboxes."""
        return sum(self.database(room)["outbox"].count_documents({}) for room in topology.ROOMS)

    def restarts(self, name: str) -> int:
        return self.members[name].restarts

    def _on_channel(self, job: Callable[[Any], Any]) -> Any:
        def run() -> Any:
            with self._link.open_channel() as channel:
                return job(channel)

        return self._link.call(run)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        self[name].freeze()
        try:
            yield
        finally:
            self[name].thaw()

    def _hire(self) -> Iterator[Member]:
        for room in topology.ROOMS:
            for name, more in ((room, []), (f"{room}.relay", ["relay"])):
                command = [sys.executable, "-m", "tests.lab.run", room, *more]
                port = self.nodes.ports.free(f"lab.{name}.ops")
                variables = {**self._variables(room), "LAB_OPS_PORT": str(port)}
                log = self.nodes.root / "logs" / f"lab.{name}.log"
                yield Member(name, Program(command, log, self.nodes.leash, variables), port)

    def _variables(self, room: str) -> dict[str, str]:
        uri = self.nodes.amqp_uri
        if room == BEHIND_THE_PROXY:
            uri = uri.replace(f":{urlsplit(uri).port}", f":{self.wire.port}")
        return {"AMQP_URI": uri, "MONGO_URI": self.nodes.mongo_uri, "LAB_ROOM": room}

    def _settings(self, room: str) -> Any:
        return settings_of(room, self._variables(room))

    def _lay_wire(self) -> Wire:
        port, control = (self.nodes.ports.free(f"lab.wire.{name}") for name in ("amqp", "control"))
        target = urlsplit(self.nodes.amqp_uri).port
        command = [sys.executable, "-m", "tests.lab.proxy", *map(str, (port, target, control))]
        return Wire(Program(command, self.nodes.root / "logs" / "lab.wire.log", self.nodes.leash, {}), port, control)

    def _watch(self) -> None:
        while not self._ending.wait(WATCH_S):
            for member in self.members.values():
                if not member.program.alive:
                    member.restarts += 1
                    member.start()
