"""Accepts parcels by RPC and tells of them."""

from multaqa.rpc import rpc
from multaqa.store import works
from tests.lab.messages.source import ParcelAccepted
from tests.lab.parcel import Parcel
from tests.lab.store import Parcels


class SourceService:
    name = "source"
    work = works(parcels=Parcels)

    @rpc
    def accept(self, window, numbers, trick=""):
        with self.work() as work:
            parcels = [Parcel.of(window, number, trick) for number in numbers]
            work.parcels.save_all(parcels)
            for parcel in parcels:
                work.publish(ParcelAccepted, parcel)
            return work.commit(len(parcels))

    @rpc
    def revise(self, parcel_id, trick):
        with self.work() as work:
            parcel = work.parcels.get(parcel_id)
            parcel.trick = trick
            work.parcels.save(parcel)
            work.publish(ParcelAccepted, parcel)
            return work.commit(parcel.version)
