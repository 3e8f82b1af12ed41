"""pymongo under Eventlet through an election: the pair this project pins, kept honest."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pymongo import MongoClient
from pymongo.errors import AutoReconnect

from multaqa.store.rerun import rerun
from multaqa.testing.waiting import eventually
from tests.integration.kernel.conftest import Lamp

GREENLETS = 50
EACH = 40


@pytest.fixture
def step_down(mongo_uri):
    def order():
        with MongoClient(mongo_uri) as client:
            try:
                client.admin.command("replSetStepDown", 1, force=True)
            except AutoReconnect:
                return

    return order


def test_fifty_greenlets_write_through_a_step_down_and_nothing_is_lost_or_doubled(works_for, room, step_down):
    written = room.database.lamps

    def write(greenlet):
        for number in range(EACH):
            name = f"{greenlet}-{number}"

            def light(name=name):
                with works_for(command_id=name)() as work:
                    work.lamps.save(Lamp(name, name))
                    return work.commit(name)

            assert rerun(light) == name

    with ThreadPoolExecutor(GREENLETS) as greenlets:
        running = [greenlets.submit(write, greenlet) for greenlet in range(GREENLETS)]
        eventually(lambda: written.estimated_document_count() > GREENLETS * EACH // 4, within_s=60)
        step_down()
        for each in running:
            each.result()
    assert written.count_documents({}) == room.database.commands.count_documents({}) == GREENLETS * EACH
