"""Counts what arrives: in batches, and one by one with a projection of the newest version."""

from multaqa.bus import subscribe
from multaqa.store import works
from tests.lab import tricks
from tests.lab.messages.middle import ParcelHanded, ParcelPassed
from tests.lab.parcel import SINGLY
from tests.lab.store import Attempts, Effects, Gates, Newest


class SinkService:
    name = "sink"
    work = works(effects=Effects, newest=Newest, attempts=Attempts, gates=Gates)

    @subscribe(ParcelPassed, batch=200)
    def count(self, messages):
        tricks.play(self.name, self.work, messages)
        with self.work() as work:
            work.effects.happen(messages)
            work.commit()

    @subscribe(ParcelHanded)
    def count_one(self, message):
        tricks.play(SINGLY, self.work, [message])
        with self.work() as work:
            work.effects.happen([message])
            work.newest.put_if_newer(message.subject, message.version, {"trick": message.facts["trick"]})
            work.commit()
