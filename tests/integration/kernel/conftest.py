"""A room as small as a room can be, for the promises the kernel makes to all of them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from nameko.containers import ServiceContainer

from multaqa.bus.appointment import due
from multaqa.clock import FixedClock
from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.rpc import RpcClient, rpc
from multaqa.settings import Settings
from multaqa.store import Index, Repository, works
from multaqa.store.audit.keyring import Keyring, new_key, parse_keyring
from multaqa.store.client import connect, database_of
from multaqa.store.provider import ensure_kernel_indexes
from multaqa.store.work import Call, Room, Works
from multaqa.tenancy import Context
from multaqa.testing.rooms import running
from tests.integration.kernel.recorded import Recorded


@dataclass
class Lamp:
    id: str
    colour: str
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return {"id": self.id, "colour": self.colour}


class Lamps(Repository[Lamp]):
    collection = "lamps"
    noun = "lamp"
    indexes = (Index("colour", unique=True),)

    def document(self, lamp: Lamp) -> dict[str, Any]:
        return {"colour": lamp.colour}

    def entity(self, document: dict[str, Any]) -> Lamp:
        return Lamp(document["id"], document["colour"], document["version"])


class LampLit:
    type = "lab.lamp_lit.v1"

    @classmethod
    def encode(cls, facts: dict[str, Any]) -> dict[str, Any]:
        return facts


class LabService:
    name = "lab"
    digging: ClassVar[list[int]] = []
    dug: ClassVar[list[str]] = []
    pass_through = threading.Event()
    brewing: ClassVar[list[str]] = []
    brewed = threading.Event()
    work = works(lamps=Lamps)

    @rpc
    def light(self, colour: str) -> Any:
        with self.work() as work:
            lamp = Lamp(new_id(), colour)
            work.lamps.save(lamp)
            work.publish(LampLit, lamp)
            if colour == "black":
                raise Refused("lamp.black", "Black is no light.")
            return work.commit(lamp.facts())

    @rpc
    def break_down(self) -> None:
        raise RuntimeError("a secret of the implementation")

    @rpc(group=16, wait_ms=20)
    def light_many(self, commands: list[Any]) -> Any:
        with self.work() as work:
            lamps = [Lamp(new_id(), command.arguments["colour"]) for command in commands]
            lit = [lamp for lamp in lamps if lamp.colour != "black"]
            work.lamps.add_all(lit)
            answers = [
                {**lamp.facts(), "together": len(commands)}
                if lamp in lit
                else Refused("lamp.black", "Black is no light.")
                for lamp in lamps
            ]
            return work.commit(answers)

    @rpc
    def light_later(self, colour: str, at: str) -> Any:
        with self.work() as work:
            work.schedule("light", colour, datetime.fromisoformat(at), colour=colour)
            return work.commit(colour)

    @rpc
    def never_mind(self, colour: str) -> Any:
        with self.work() as work:
            work.unschedule("light", colour)
            return work.commit(colour)

    @rpc
    def dig_later(self, tunnel: str, at: str) -> Any:
        with self.work() as work:
            work.schedule("dig", tunnel, datetime.fromisoformat(at))
            return work.commit(tunnel)

    @due("dig", at_once=2)
    def dig_now(self, work_due: Any) -> None:
        """Slow: it waits until the test lets it pass."""
        self.digging.append(len(self.digging) - len(self.dug) + 1)
        self.pass_through.wait(30)
        with self.work() as work:
            work.lamps.save(Lamp(new_id(), f"tunnel {work_due.key}"))
            work.commit()
        self.dug.append(work_due.key)

    @due("brew", at_once=8)
    def brew_now(self, work_due: Any) -> None:
        """Slow for one tenant."""
        if work_due.tenant == "fes-meknes":
            self.brewing.append(work_due.key)
            self.brewed.wait(30)
        with self.work() as work:
            work.lamps.save(Lamp(new_id(), f"brew {work_due.key}"))
            work.commit()

    @due("light")
    def light_now(self, work_due: Any) -> None:
        with self.work() as work:
            work.lamps.save(Lamp(new_id(), work_due.facts["colour"]))
            if work_due.facts["colour"] == "flickering" and work_due.attempt < 3:
                raise Refused("lamp.flickers", "Try again.")
            work.commit()


@pytest.fixture
def room(mongo_uri: str, mongo_database: str) -> Iterator[Room]:
    client = connect(mongo_uri, "test")
    database = database_of(client, mongo_database)
    room = Room("lab", client, database, FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    ensure_kernel_indexes(room)
    Lamps.ensure_indexes(database)
    yield room
    client.close()


@pytest.fixture
def works_for(room: Room) -> Callable[..., Works]:
    def make(tenant: str = "fes-meknes", **more: Any) -> Works:
        call = more.pop("call", {})
        return Works(room, Call(Context(tenant, "key:1", **more), **call), {"lamps": Lamps})

    return make


@pytest.fixture
def settings(amqp_uri: str, mongo_uri: str, mongo_database: str) -> Settings:
    return Settings("lab", amqp_uri, mongo_uri, mongo_database, due_poll_s=0.02, rpc_timeout_s=5.0)


@pytest.fixture
def lab(settings: Settings) -> Iterator[ServiceContainer]:
    with running(LabService, settings) as container:
        yield container


@pytest.fixture
def caller(settings: Settings, lab: ServiceContainer) -> Iterator[RpcClient]:
    client = RpcClient(settings.amqp_uri, name="test")
    client.start()
    assert client.wait_connected(5)
    yield client
    client.stop()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return parse_keyring(new_key())


@pytest.fixture
def trail(works_for, room, keyring) -> Recorded:
    recorded = Recorded(room, works_for, keyring)
    for number in range(1, 7):
        recorded.write(f"lamp {number}", colour="red")
    assert recorded.link() == 6
    return recorded
