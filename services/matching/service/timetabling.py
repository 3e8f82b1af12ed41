"""From the request of a timetable to everyone's agenda."""

from multaqa.bus import due
from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.matching import MatchesComputed
from multaqa.rpc import rpc
from services.matching.domain import Forum, SlotGrid, TimetableRun, rulings
from services.matching.domain.changes import replaced
from services.matching.domain.limits import Kept
from services.matching.domain.record import ComputedMatches, RunRecord
from services.matching.domain.request import apart, kept_first
from services.matching.service.agendas import tell, tell_agendas
from services.matching.solver.runs import computed

TIMETABLE = "timetable"


class TimetableDesk:
    @rpc
    def request_timetable(self, edition_id, facts):
        with self.work() as work:
            grid = SlotGrid.asked(facts, self.own["walk_slots"])
            work.editions.get(edition_id)
            modes = work.modes.at(edition_id)
            if modes and modes.people_pick:
                raise Refused("timetable.people_pick", "At this edition people pick their times themselves.")
            if work.interviews.have_begun(edition_id):
                raise Refused("timetable.underway", "Interviews of this edition have been recorded.")
            for earlier in work.runs.waiting_at(edition_id):
                earlier.supersede()
                work.runs.save(earlier)
            most = facts.get("most_per_candidate") or self.own["most_per_candidate"]
            self._refuse_pins_that_contradict(work, edition_id, grid)
            run = TimetableRun(new_id(), edition_id, work.runs.next_number(edition_id), grid, most, work.now())
            work.runs.save(run)
            work.schedule(TIMETABLE, edition_id, work.now(), run_id=run.id)
            return work.commit(run.facts())

    @rpc
    def get_timetable_run(self, run_id):
        with self.work.reading() as work:
            return work.runs.get(run_id).facts()

    @rpc
    def finalise_timetable(self, run_id):
        """What was preliminary holds: each candidate of the run is told their interviews as they stand now."""
        with self.work() as work:
            run = work.runs.get(run_id)
            newest = work.runs.published_at(run.edition_id)
            if newest and newest.id != run.id:
                raise Refused("timetable.not_newest", "A newer timetable was published.")
            run.finalise(work.runs.next_number(run.edition_id), work.now())
            work.runs.save(run)
            tell_agendas(work, run, work.interviews.at(run.edition_id))
            return work.commit(run.facts())

    @due(TIMETABLE)
    def compute_timetable(self, due):
        with self.work.reading() as work:
            run = work.runs.get(due.facts["run_id"])
            forum = self._forum(work, run)
            pseudonyms = work.candidates.pseudonyms_of(forum.candidates)
        made = self.pool.run(computed, forum, pseudonyms)
        inputs = self.files.put([made.inputs], f"run-{run.id}.json.z", "application/zlib")
        kept = self.files.put([made.kept], f"timetable-{run.id}.json.z", "application/zlib")
        with self.work() as work:
            self._publish(work, run.id, made.timetable)
            record = self._record(work, run, forum, made, inputs["id"], kept["id"])
            work.records.save(record)
            work.publish(MatchesComputed, ComputedMatches(record, made.timetable.figures))
            work.commit()

    @staticmethod
    def _record(work, run, forum, made, inputs_file, timetable_file):
        return RunRecord(
            run.id, run.edition_id, work.now(), inputs_file, made.inputs_digest, made.outcome_digest,
            forum.weights.stated, {offer: weights.stated for offer, weights in forum.offer_weights.items()},
            timetable_file=timetable_file,
        )  # fmt: skip

    @staticmethod
    def _present(work, edition_id):
        """Who has a seat and is not known to be absent, in the order of registration."""
        absent = work.absences.absent_at(edition_id)
        return [one for one in work.registrations.expected_at(edition_id) if one not in absent]

    def _refuse_pins_that_contradict(self, work, edition_id, grid):
        present = set(self._present(work, edition_id))
        pins = [pin for pin in work.pins.at(edition_id) if pin.candidate_id in present]
        tables = work.stands.tables_at(edition_id)
        closed, offers = self._closed(work, edition_id, grid, tables), self._offers_pinned(work, pins)
        rulings.refuse(rulings.contradictions(pins, grid, tables, closed, offers))

    @staticmethod
    def _forbidden(work, edition_id):
        """Pairs of a candidate and an organisation, in a settled order: a human said so, or one of the two said no."""
        ruled = [(one.candidate_id, one.organisation_id) for one in work.forbidden.at(edition_id)]
        return list(dict.fromkeys([*ruled, *apart(work.requests.at(edition_id))]))

    @staticmethod
    def _to_be_kept(work, run):
        """What both sides agreed on, then what a human has fixed, which holds where it says otherwise."""
        pins = [
            Kept(pin.candidate_id, pin.offer_id, run.grid.slot_at.get(pin.starts_at), pin.table_id)
            for pin in work.pins.at(run.edition_id)
        ]
        return [*kept_first(work.requests.at(run.edition_id)), *pins]

    @staticmethod
    def _closed(work, edition_id, grid, tables):
        """By table, the slots before its organisation's late opening."""
        late = {one.organisation_id: grid.before(one.until) for one in work.late.at(edition_id)}
        return {table.id: late[one] for one, own in tables.items() if late.get(one) for table in own}

    def _forum(self, work, run, persons=None):
        """The forum as it stands, with all who are there or only these of them; it names nobody else."""
        persons = self._present(work, run.edition_id) if persons is None else persons
        offers = tuple(work.offers.open_at([run.edition_id]))
        candidates = self._profiles(work, persons, offers)
        scale = self._scale(work, offers)
        tables = work.stands.tables_at(run.edition_id)
        categories = work.registrations.categories_at(run.edition_id)
        return Forum(
            candidates=candidates,
            offers=offers,
            tables=tables,
            slots=run.grid.slots,
            most_per_candidate=run.most_per_candidate,
            weights=scale.weights,
            offer_weights=scale.of_offers,
            nearness=scale.nearness,
            near=run.grid.near,
            day_of=run.grid.day_of,
            closed=self._closed(work, run.edition_id, run.grid, tables),
            kept=tuple(one for one in self._to_be_kept(work, run) if one.candidate_id in candidates),
            forbidden=tuple(pair for pair in self._forbidden(work, run.edition_id) if pair[0] in candidates),
            categories={one: categories[one] for one in candidates if one in categories},
            away=self._slots_away(work, run.edition_id, run.grid, candidates),
            open_slots={offer.id: run.grid.within(offer.hours) for offer in offers if offer.hours},
        )

    def _publish(self, work, run_id, timetable):
        run = work.runs.get(run_id)
        modes = work.modes.at(run.edition_id)
        if work.interviews.have_begun(run.edition_id) or (modes and modes.people_pick):
            run.abandon()
        else:
            run.publish(timetable.figures, work.now(), preliminary=modes is not None)
            self._seat(work, run, timetable)
        work.runs.save(run)
        self._stir(work, run.edition_id)  # for what has changed since the forum was read

    def _seat(self, work, run, timetable):
        """Replace the edition's interviews, leave out who cancelled meanwhile, and tell everyone concerned."""
        expected = set(self._present(work, run.edition_id))
        work.registrations.plan_with(run.edition_id, run.id)
        refused = set(self._forbidden(work, run.edition_id))
        before = work.interviews.planned_at(run.edition_id)
        meetings = [
            meeting
            for meeting in timetable.meetings
            if meeting.candidate_id in expected and (meeting.candidate_id, meeting.offer.organisation_id) not in refused
        ]
        interviews, changes = replaced(before, meetings, run, new_id)
        work.interviews.rebook(before, interviews)
        self._tell_world(work, changes)
        told = {change.interview.candidate_id: [] for change in changes if change.interview.candidate_id in expected}
        for interview in interviews:
            if interview.candidate_id in told:
                told[interview.candidate_id].append(interview)
        tell(work, run, told)
