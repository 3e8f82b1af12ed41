"""Resident memory of each room when nothing happens, half a minute of readiness probes after its start."""

import psutil

from benchmarks.house import stage
from benchmarks.registrations import declare_rooms
from benchmarks.table import Row
from multaqa.nodes import Nodes
from multaqa.settings import GATEWAY, ROOMS

LIMIT_MB = 90
MB = 1_000_000


def rows(nodes: Nodes) -> list[Row]:
    rooms = (*ROOMS, GATEWAY)
    port = nodes.ports.free("bench.http")
    with stage(nodes, "memory") as here:
        declare_rooms(here, ["region-0"])
        commands = [("multaqa", "run", room) for room in rooms]
        with here.running(*commands, MULTAQA_HTTP_PORT=str(port)) as programs:
            resident = [psutil.Process(program.pid).memory_info().rss / MB for program in programs]
    # The reach is turned round: what may be used over what is used.
    return [
        Row(f"memory of an idle room: {room}", "MB allowed / MB", LIMIT_MB, used, "used", wanted=1.0)
        for room, used in zip(rooms, resident, strict=True)
    ]
