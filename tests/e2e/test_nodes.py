"""The private nodes start, fail on demand, come back, and leave nothing behind, however their owner ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient

from multaqa.nodes import Nodes, SetupError, private_nodes
from multaqa.nodes.ports import answers
from multaqa.testing.waiting import eventually

OWNER = """
import signal, sys
from pathlib import Path
from multaqa.nodes import private_nodes
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
signal.signal(signal.SIGINT, signal.default_int_handler)
with private_nodes(Path(sys.argv[1]), fresh=True):
    print("ready", flush=True)
    signal.pause()
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    with private_nodes(tmp_path_factory.mktemp("nodes"), fresh=True) as nodes:
        yield nodes


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "ready\n"
        yield owner
        owner.kill()


def processes_of(folder: Path) -> list[str]:
    """Command lines that name the folder, or run in an environment that does: an Erlang helper names nothing."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.environ().get("HOME", "")]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(folder) in word for word in words):
            found.append(" ".join(words))
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
def test_nothing_is_left_however_the_owner_ends(owner, tmp_path, ending):
    assert processes_of(tmp_path)
    owner.send_signal(ending)
    owner.wait(30)
    eventually(lambda: processes_of(tmp_path) == [], within_s=15)


def test_a_folder_serves_one_owner_at_a_time(started):
    with pytest.raises(SetupError, match="Another run is using"), private_nodes(started.root):
        pass


def test_the_broker_comes_back(started):
    port = int(started.amqp_uri.rpartition(":")[2].rstrip("/"))
    started.broker.kill()
    assert not answers(port)
    started.broker.start()
    assert answers(port)


@pytest.mark.parametrize(
    "fail", [lambda database: database.kill(), lambda database: database.stop()], ids=["kill", "stop"]
)
def test_the_database_comes_back_with_what_was_written(started, fail: Callable):
    with MongoClient(started.mongo_uri) as client:
        rows = client["test"]["rows"]
        written = rows.insert_one({}).inserted_id
        fail(started.database)
        assert not started.database.is_ready()
        started.database.start()
        assert rows.find_one({"_id": written})


def test_a_frozen_node_is_silent_until_it_is_thawed(started):
    started.database.freeze()
    assert not started.database.is_ready()
    started.database.thaw()
    started.database.wait_ready()


def test_a_database_that_stepped_down_is_primary_again(started):
    started.database.step_down(1)
    assert not started.database.is_ready()
    started.database.wait_primary()
