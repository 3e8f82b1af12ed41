"""What a room begins with: names are looked up aside, and what it does not need is not loaded."""

import socket
import subprocess
import sys

import eventlet
import pytest
from eventlet import patcher

from multaqa import green
from multaqa.settings import GATEWAY, ROOMS

HEAVY = {"dns", "httpx", "weasyprint", "openpyxl", "ortools", "numpy"}
NEEDED = {"notifications": {"httpx"}}
LOADED = (
    "import sys; from multaqa import green; green.begin(); from multaqa import room, runner; "
    "runner.service_of(sys.argv[1]); print(*sys.modules)"
)


@pytest.mark.timeout(10)
def test_a_slow_lookup_stops_nobody_else():
    answer = patcher.original("threading").Event()
    look_up = green.aside(lambda name: answer.wait() and f"address of {name}")
    waiting = eventlet.spawn(look_up, "broker")
    eventlet.spawn_after(0.01, answer.set)
    assert waiting.wait() == "address of broker"


def test_names_are_found_and_unknown_ones_are_an_error():
    assert {found[4][0] for found in socket.getaddrinfo("localhost", 80)} <= {"127.0.0.1", "::1"}
    with pytest.raises(socket.gaierror):
        socket.create_connection(("nowhere.invalid", 80))


@pytest.mark.parametrize("room", [*ROOMS, GATEWAY])
def test_an_idle_room_loads_nothing_heavy(room):
    command = [sys.executable, "-W", "ignore", "-c", LOADED, room]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert {name for name in HEAVY if name in loaded} <= NEEDED.get(room, set())
