"""The history of an edition's runs: listed, compared, and rolled back to."""

import zlib

from multaqa.errors import NotFound, Refused
from multaqa.ids import new_id
from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.matching.domain import Figures, Timetable
from services.matching.domain.history import Comparison, KeptTimetable, figures_of, restored
from services.matching.domain.plain import read


class RunHistoryDesk:
    @rpc
    def list_timetable_runs(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.runs.page({"edition_id": edition_id}, after, limit)
            return {"items": [run.facts() for run in page.items], "next": page.next}

    @rpc
    def compare_timetable_runs(self, run_id, other, limit=50):
        """What became of the meetings of `other` in the run."""
        with self.work.reading() as work:
            after, before = work.runs.get(run_id), work.runs.get(other)
            if before.edition_id != after.edition_id:
                raise Refused("timetable.of_another_edition", "Runs of one edition are compared.")
            compared = Comparison.of(before, self._kept(work, before), after, self._kept(work, after))
            return compared.facts(work.candidates.persons_of(compared.persons), limit)

    def _kept(self, work, run):
        record = work.records.find(run.id)
        if record is None or record.timetable_file is None:
            raise Refused("timetable.nothing_kept", "No timetable of this run is kept.", state=run.state)
        return read(KeptTimetable, zlib.decompress(b"".join(self.files.open(record.timetable_file))))

    @rpc
    def restore_timetable(self, run_id):
        """Publish the timetable of an earlier run again, as a run of its own, without what can no longer be held."""
        with self.work() as work:
            earlier = work.runs.get(run_id)
            self._refuse_restoring(work, earlier)
            kept = self._kept(work, earlier)
            persons = work.candidates.persons_of({one.candidate for one in kept.meetings})
            offers = {offer.id: offer for offer in work.offers.open_at([earlier.edition_id])}
            tables = work.stands.tables_at(earlier.edition_id)
            expected = set(self._present(work, earlier.edition_id))
            meetings = restored(kept, {key: own for key, own in persons.items() if own in expected}, offers, tables)
            for waiting in work.runs.waiting_at(earlier.edition_id):
                waiting.supersede()
                work.runs.save(waiting)
            figures = Figures(**figures_of(earlier, meetings))
            run = earlier.restored_as(new_id(), work.runs.next_number(earlier.edition_id), work.now())
            run.publish(figures, work.now(), preliminary=work.modes.at(run.edition_id) is not None)
            work.runs.save(run)
            work.records.save(work.records.get(earlier.id).restored_as(run.id, work.now()))
            self._seat(work, run, Timetable(meetings, figures))
            self._stir(work, run.edition_id)  # for tables that open late, and for what a human has fixed since
            work.audit("timetable.restored", run.id, restores=earlier.id)
            return work.commit(run.facts())

    @staticmethod
    def _refuse_restoring(work, earlier):
        edition, modes = work.editions.find(earlier.edition_id), work.modes.at(earlier.edition_id)
        if edition is None:
            raise NotFound("edition.not_found", "There is no edition with this id.", id=earlier.edition_id)
        if modes and modes.people_pick:
            raise Refused("timetable.people_pick", "At this edition people pick their times themselves.")
        if work.interviews.have_begun(earlier.edition_id):
            raise Refused("timetable.underway", "Interviews of this edition have been recorded.")
        moments = (edition["starts_at"], earlier.grid.starts_at, edition["ends_at"])
        first, day, last = (day_of(at) for at in moments)
        if not first <= day <= last:
            raise Refused("timetable.of_another_day", "The edition has another day now.")
