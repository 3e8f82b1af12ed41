"""Passes every parcel on, once."""

from multaqa.bus import subscribe
from multaqa.store import works
from tests.lab import tricks
from tests.lab.messages.middle import ParcelHanded, ParcelPassed
from tests.lab.messages.source import ParcelAccepted
from tests.lab.parcel import Parcel
from tests.lab.store import Attempts, Effects, Gates


class MiddleService:
    name = "middle"
    work = works(effects=Effects, attempts=Attempts, gates=Gates)

    @subscribe(ParcelAccepted, batch=200)
    def pass_on(self, messages):
        tricks.play(self.name, self.work, messages)
        with self.work() as work:
            work.effects.happen(messages)
            for parcel in map(Parcel.told, messages):
                work.publish(ParcelHanded if parcel.goes_singly else ParcelPassed, parcel)
            work.commit()
