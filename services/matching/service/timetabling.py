"""From the request of a timetable to everyone's agenda."""

from multaqa.bus import due
from multaqa.errors import Refused
from multaqa.ids import derived_id, new_id
from multaqa.messages.matching import TimetablePublished
from multaqa.rpc import rpc
from services.matching.domain import Agenda, Forum, Interview, SlotGrid, TimetableRun
from services.matching.domain.record import RunRecord
from services.matching.solver.runs import computed


class TimetableDesk:
    @rpc
    def request_timetable(self, edition_id, facts):
        with self.work() as work:
            grid = SlotGrid.asked(facts, self.own["walk_slots"])
            work.editions.get(edition_id)
            if work.interviews.have_begun(edition_id):
                raise Refused("timetable.underway", "Interviews of this edition have been recorded.")
            for earlier in work.runs.waiting_at(edition_id):
                earlier.supersede()
                work.runs.save(earlier)
            most = facts.get("most_per_candidate") or self.own["most_per_candidate"]
            run = TimetableRun(new_id(), edition_id, work.runs.next_number(edition_id), grid, most, work.now())
            work.runs.save(run)
            work.schedule("timetable", edition_id, work.now(), run_id=run.id)
            return work.commit(run.facts())

    @rpc
    def get_timetable_run(self, run_id):
        with self.work.reading() as work:
            return work.runs.get(run_id).facts()

    @due("timetable")
    def compute_timetable(self, due):
        with self.work.reading() as work:
            run = work.runs.get(due.facts["run_id"])
            forum = self._forum(work, run)
            pseudonyms = work.candidates.pseudonyms_of(forum.candidates)
        made = self.pool.run(computed, forum, pseudonyms)
        inputs = self.files.put([made.inputs], f"run-{run.id}.json.z", "application/zlib")
        with self.work() as work:
            self._publish(work, run.id, made.timetable)
            work.records.save(self._record(work, run, forum, made, inputs["id"]))
            work.commit()

    @staticmethod
    def _record(work, run, forum, made, inputs_file):
        return RunRecord(
            run.id, run.edition_id, work.now(), inputs_file, made.inputs_digest, made.outcome_digest,
            forum.weights.stated, {offer: weights.stated for offer, weights in forum.offer_weights.items()},
        )  # fmt: skip

    def _forum(self, work, run):
        offers = tuple(work.offers.open_at([run.edition_id]))
        scale = self._scale(work, offers)
        return Forum(
            candidates=self._profiles(work, work.registrations.expected_at(run.edition_id)),
            offers=offers,
            tables=work.stands.tables_at(run.edition_id),
            slots=run.grid.slots,
            most_per_candidate=run.most_per_candidate,
            weights=scale.weights,
            offer_weights=scale.of_offers,
            nearness=scale.nearness,
            near=run.grid.near,
            day_of=run.grid.day_of,
        )

    def _publish(self, work, run_id, timetable):
        run = work.runs.get(run_id)
        if work.interviews.have_begun(run.edition_id):
            run.abandon()
        else:
            run.publish(timetable.figures, work.now())
            self._seat(work, run, timetable)
        work.runs.save(run)

    def _seat(self, work, run, timetable):
        """Replace the edition's interviews, leave out who cancelled meanwhile, and tell everyone concerned."""
        expected = set(work.registrations.expected_at(run.edition_id))
        work.registrations.plan_with(run.edition_id, run.id)
        told = {candidate_id: [] for candidate_id in work.interviews.clear(run.edition_id) & expected}
        for meeting in timetable.meetings:
            if meeting.candidate_id in expected:
                told.setdefault(meeting.candidate_id, []).append(Interview.planned(new_id(), run, meeting))
        work.interviews.add_all(interview for interviews in told.values() for interview in interviews)
        names = work.organisations.names()
        titles = {meeting.offer.id: meeting.offer.title for meeting in timetable.meetings}
        for candidate_id, interviews in told.items():
            agenda_id = derived_id("agenda", run.edition_id, candidate_id)
            work.publish(TimetablePublished, Agenda(agenda_id, run, candidate_id, interviews, names, titles))
