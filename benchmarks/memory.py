"""Resident memory of each room when nothing happens, half a minute after all are ready."""

import os
import time
from base64 import b64encode
from pathlib import Path

import psutil

from benchmarks.house import Stage, stage
from benchmarks.registrations import declare_rooms
from benchmarks.table import Row
from multaqa.nodes import Nodes
from multaqa.settings import GATEWAY, ROOMS

LIMIT_MB = 90
KEY_OCTETS = 32
IDLE_S = 30.0
MB = 1_000_000


def rows(nodes: Nodes) -> list[Row]:
    rooms = (*ROOMS, GATEWAY)
    port = nodes.ports.free("bench.http")
    with stage(nodes, "memory") as here:
        declare_rooms(here, ["region-0"])
        commands = [("multaqa", "run", room) for room in rooms]
        with here.running(*commands, MULTAQA_HTTP_PORT=str(port), MULTAQA_KEY_FILE=str(_key_file(here))) as programs:
            time.sleep(IDLE_S)
            resident = [psutil.Process(program.pid).memory_info().rss / MB for program in programs]
    # The reach is turned round: what may be used over what is used.
    return [
        Row(f"memory of an idle room: {room}", "MB allowed / MB", LIMIT_MB, used, "used", wanted=1.0)
        for room, used in zip(rooms, resident, strict=True)
    ]


def _key_file(here: Stage) -> Path:
    """As in production: in development rooms load what makes keys and seals."""
    path = here.nodes.root / "keys"
    path.write_bytes(b64encode(os.urandom(KEY_OCTETS)))
    return path
