"""A database that is connected and silent, like a stopped process: answers come by their deadline, and all goes on."""

from dataclasses import dataclass, replace
from time import time
from urllib.parse import urlsplit

import pytest

from multaqa.errors import Conflict, Unavailable
from multaqa.ids import new_id
from multaqa.store.client import connect, database_of
from multaqa.store.rerun import rerun
from multaqa.store.work import Call, Room, Works
from multaqa.tenancy import Context
from multaqa.testing.freezing import Proxy
from multaqa.testing.waiting import eventually
from tests.integration.kernel.conftest import Lamp, Lamps

DEADLINE_S = 1.5
LATE_S = 1.0  # what a loaded machine may add to a deadline; without one the driver takes from 13 s on


@pytest.fixture
def proxy(mongo_uri):
    node = urlsplit(mongo_uri)
    made = Proxy(node.hostname, node.port)
    made.uri = f"mongodb://127.0.0.1:{made.port}/?directConnection=true"
    yield made
    made.close()


@dataclass
class Behind:
    """The lab's room, reached by a way that can fall silent."""

    room: Room
    proxy: Proxy

    def works(self, tenant: str, **more) -> Works:
        return Works(self.room, Call(Context(tenant, "key:1", **more)), {"lamps": Lamps})

    def freeze(self) -> None:
        self.proxy.freeze()

    def thaw(self) -> None:
        self.proxy.thaw()


@pytest.fixture
def behind(room, proxy):
    client = connect(proxy.uri, "test")
    there = replace(room, client=client, database=database_of(client, room.database.name))
    there.database.lamps.find_one({})
    yield Behind(there, proxy)
    client.close()


def seconds_until_refused(ask) -> float:
    began = time()
    with pytest.raises(Unavailable):
        ask()
    return time() - began


def test_reading_ends_by_the_deadline(proxy, mongo_database):
    rows = connect(proxy.uri, "test")[mongo_database]["rows"]
    rows.insert_one({"_id": 1})
    proxy.freeze()
    took = seconds_until_refused(lambda: rerun(lambda: rows.find_one({"_id": 1}), until=time() + DEADLINE_S))
    assert took < DEADLINE_S + LATE_S
    proxy.thaw()
    assert eventually(lambda: rerun(lambda: rows.find_one({"_id": 1}), until=time() + 5)) == {"_id": 1}
    rows.database.client.close()


def test_a_command_is_refused_by_its_deadline_and_a_repeat_does_it_once(room, behind):
    """What was under way when it froze is finished or undone by the database: a repeat may have to wait for that."""
    work = behind.works("fes-meknes", command_id="k", deadline=time() + DEADLINE_S)

    def light(until: float):
        def once():
            with work() as unit:
                lamp = Lamp(new_id(), "red")
                unit.lamps.save(lamp)
                return unit.commit(lamp.facts())

        return rerun(once, until=until)

    behind.freeze()
    assert seconds_until_refused(lambda: light(time() + DEADLINE_S)) < DEADLINE_S + LATE_S
    behind.thaw()
    work = behind.works("fes-meknes", command_id="k", deadline=time() + 30)
    lit = eventually(lambda: unless_refused(lambda: light(time() + 5)), within_s=30)
    assert lit["colour"] == "red"
    assert room.database.lamps.count_documents({}) == 1
    assert light(time() + 5) == lit


def unless_refused(ask):
    try:
        return ask()
    except (Unavailable, Conflict):
        return None
