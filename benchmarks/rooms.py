"""Our side of the message path: `python -m benchmarks.rooms source`, `... sink`, `... single`, `... source relay`.

source: accept(numbers) ── state + outbox, one transaction a call ──▶ relay ──▶ sink: state + inbox, batches of 200
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.messages.source import ParcelAccepted
from multaqa import green
from multaqa.bus.topology import Manifest
from multaqa.settings import Settings, process_environment, read

CONFIGURATION = Path(__file__).with_name("config.yml")


MANIFESTS = (
    Manifest("source", publishes=(ParcelAccepted.type,)),
    Manifest("sink", subscribes=(ParcelAccepted.type,)),
)


@dataclass(slots=True)
class Parcel:
    id: str
    number: int
    version: int = 0

    def facts(self) -> dict[str, Any]:
        return {"number": self.number, "name": f"parcel {self.number}", "sector": "industry"}


def settings_of(room: str, variables: Mapping[str, str]) -> Settings:
    return read(
        CONFIGURATION, process_environment(**{"BENCH_ROOM": room, "BENCH_DATABASE": f"bench_{room}", **variables})
    )


def main(kind: str, *process: str) -> None:
    room = "sink" if kind == "single" else kind
    if process == ("relay",):
        from multaqa.relay import serve

        serve(settings_of(room, {}))
        return
    green.begin()
    from benchmarks.services import SERVICES
    from multaqa.room import serve as serve_room

    serve_room(settings_of(room, {}), SERVICES[kind])


if __name__ == "__main__":
    main(*sys.argv[1:])
