"""Our side of the message path: `python -m benchmarks.rooms source`, `... sink`, `... single`, `... source relay`.

source: accept(numbers) ── state + outbox, one transaction a call ──▶ relay ──▶ sink: state + inbox, batches of 200
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.messages.source import ParcelAccepted
from multaqa.bus.topology import Manifest
from multaqa.settings import Settings, process_environment, read

CONFIGURATION = Path(__file__).with_name("config.yml")
BATCH = 200


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


def services() -> dict[str, type]:
    """The service classes; nameko is loaded only in a process that serves."""
    from multaqa.bus import subscribe
    from multaqa.ids import new_id
    from multaqa.rpc import rpc
    from multaqa.store import Repository, works

    class Parcels(Repository[Parcel]):
        collection = "parcels"
        noun = "parcel"

        def document(self, parcel: Parcel) -> dict[str, Any]:
            return parcel.facts()

        def entity(self, document: dict[str, Any]) -> Parcel:
            return Parcel(document["id"], document["number"], document["version"])

    class SourceService:
        name = "source"
        work = works(parcels=Parcels)

        @rpc
        def accept(self, numbers):
            parcels = [Parcel(new_id(), number) for number in numbers]
            with self.work() as work:
                work.parcels.add_all(parcels)
                for parcel in parcels:
                    work.publish(ParcelAccepted, parcel)
                return work.commit(len(parcels))

    class SinkService:
        name = "sink"
        work = works(parcels=Parcels)

        @subscribe(ParcelAccepted, batch=BATCH)
        def keep(self, messages):
            with self.work() as work:
                work.parcels.add_all([Parcel(new_id(), message.facts["number"]) for message in messages])
                work.commit()

    class SingleService:
        name = "sink"
        work = works(parcels=Parcels)

        @subscribe(ParcelAccepted)
        def keep(self, message):
            with self.work() as work:
                work.parcels.save(Parcel(new_id(), message.facts["number"]))
                work.commit()

    return {"source": SourceService, "sink": SinkService, "single": SingleService}


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
    import eventlet

    eventlet.monkey_patch()
    from multaqa.room import serve as serve_room

    serve_room(settings_of(room, {}), services()[kind])


if __name__ == "__main__":
    main(*sys.argv[1:])
