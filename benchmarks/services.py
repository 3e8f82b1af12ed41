"""The benchmark's rooms, as short as a room can be."""

from typing import Any

from benchmarks.messages.source import ParcelAccepted
from benchmarks.rooms import Parcel
from multaqa.bus import subscribe
from multaqa.ids import new_id
from multaqa.rpc import rpc
from multaqa.store import Repository, works

BATCH = 200


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

    @rpc
    def accept_singly(self, numbers):
        """Each number in a transaction of its own, as the peer saves and dispatches each."""
        for number in numbers:
            with self.work() as work:
                work.parcels.save(parcel := Parcel(new_id(), number))
                work.publish(ParcelAccepted, parcel)
                work.commit()


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


SERVICES = {"source": SourceService, "sink": SinkService, "single": SingleService}
