"""Live: a timetable that stands is mended for what has changed, and those concerned are told."""

import time
from collections import Counter, defaultdict

from multaqa.bus import due
from multaqa.ids import derived_id, new_id
from multaqa.messages.matching import AgendaChanged, InterviewCancelled, InterviewMoved, InterviewScheduled
from services.matching.domain import Interview, Meeting
from services.matching.domain.changes import Change, ChangedAgenda, PublicChange
from services.matching.domain.replanning import Booked
from services.matching.service.company_view import CompanyView
from services.matching.solver import live

TURN = 50
TOLD = {"scheduled": InterviewScheduled, "moved": InterviewMoved, "cancelled": InterviewCancelled}


class LiveDesk:
    @due("replan")
    def replan(self, due):
        """Whatever was heard since the last time is one replanning."""
        with self.work() as work:
            self._mend(work, due.key)
            work.commit()

    # for the other desks

    @staticmethod
    def _live_run(work, edition_id):
        """The timetable that counts; none where there is none, or all of its slots are over."""
        run = work.runs.published_at(edition_id)
        return run if run and not run.is_over(work.now()) else None

    def _stir(self, work, edition_id, candidates=(), organisations=()):
        """Have the timetable mended soon: these candidates look for interviews, these organisations have places."""
        if self._live_run(work, edition_id):
            work.concerns.add(edition_id, candidates, organisations)
            work.schedule("replan", edition_id, work.now())

    def _release(self, work, interviews, reason):
        """These interviews are no more; their places go to others."""
        work.interviews.rebook(interviews, ())
        self._tell_world(work, [Change(interview, reason=reason) for interview in interviews])
        freed = defaultdict(set)
        for interview in interviews:
            freed[interview.edition_id].add(interview.organisation_id)
        for edition_id, organisations in freed.items():
            self._stir(work, edition_id, organisations=organisations)

    def _mend(self, work, edition_id):
        """Replan what cannot stay as it is, fill what is free, and tell those concerned; what has changed."""
        concern = work.concerns.take(edition_id)
        run = self._live_run(work, edition_id)
        if run is None:
            return []
        interviews = work.interviews.at(edition_id)
        forum, change = self._changed(work, run, interviews, concern)
        outcome = self.mender.run(live.replanned, forum, change)
        offers = {offer.id: offer for offer in forum.offers}
        changes = list(_carried_out(run, {one.id: one for one in interviews}, offers, outcome))
        if changes:
            self._keep_changes(work, run, interviews, changes)
        return changes

    def _changed(self, work, run, interviews, concern):
        """What the pool needs: of the candidates only those who look for something or may have more than they have."""
        present = self._present(work, run.edition_id)
        leaving = self._leaving(work, run, interviews, set(present))
        had = Counter(one.candidate_id for one in interviews if one.id not in leaving)
        freed = concern.organisations | {one.organisation_id for one in interviews if one.id in leaving}
        tables = work.stands.tables_at(run.edition_id)
        closed = self._closed(work, run.edition_id, run.grid, tables)
        displaced = {one.candidate_id for one in interviews if _has_no_table(one, tables, closed)}
        pinned = {pin.candidate_id for pin in work.pins.at(run.edition_id)}
        parted = {one.candidate_id for one in interviews if leaving.get(one.id) == "forbidden"}
        arrived = concern.candidates | parted
        looking = displaced | pinned | arrived
        if freed:
            looking |= {one for one in present if had[one] < run.most_per_candidate}
        forum = self._forum(work, run, [one for one in present if one in looking])
        leaving |= _for_another_offer(forum, interviews, work.now())
        over = work.offers.some({one.offer_id for one in interviews} - {offer.id for offer in forum.offers})
        return forum, live.Change(
            booked=tuple(_booked(one, work.now()) for one in interviews),
            begun=run.grid.before(work.now()),
            leaving=leaving,
            arrived=arrived,
            displaced=frozenset(displaced),
            freed=freed,
            away=self._away(work, run, {*forum.candidates, *(one.candidate_id for one in interviews)}),
            over=tuple(over),
            open_slots={offer.id: run.grid.within(offer.hours) for offer in over if offer.hours},
            fills=not self._people_pick(work, run.edition_id),
        )

    def _away(self, work, run, candidates):
        away = self._slots_away(work, run.edition_id, run.grid, sorted(candidates))
        return {one: frozenset(slots) for one, slots in away.items()}

    @staticmethod
    def _people_pick(work, edition_id):
        modes = work.modes.at(edition_id)
        return modes is not None and modes.people_pick

    def _leaving(self, work, run, interviews, present):
        """By id, why interviews that have not begun do not take place."""
        absent = work.absences.absent_at(run.edition_id)
        forbidden = set(self._forbidden(work, run.edition_id))
        declined = self._declined_since(work, run, interviews)
        leaving = {}
        for one in interviews:
            if one.has_begun(work.now()):
                continue
            if one.candidate_id not in present:
                leaving[one.id] = "candidate_absent" if one.candidate_id in absent else "candidate_withdrew"
            elif (one.candidate_id, one.organisation_id) in forbidden:
                leaving[one.id] = "forbidden"
            elif (one.candidate_id, one.offer_id) in declined:
                leaving[one.id] = "candidate_withdrew"
        return leaving

    def _declined_since(self, work, run, interviews):
        """Candidates and offers that they have ruled out; not what both sides or a human agreed on."""
        if self._people_pick(work, run.edition_id):
            return set()
        offers = work.offers.some({one.offer_id for one in interviews})
        stated = work.choices.at([run.edition_id], {one.candidate_id for one in interviews})
        declined = {(one.person_id, offer_id) for one in stated for offer_id in one.declines(offers)}
        return declined - {(one.candidate_id, one.offer_id) for one in self._to_be_kept(work, run)}

    def _keep_changes(self, work, run, interviews, changes):
        gone = [change.interview for change in changes if change.reason]
        booked = [change.interview for change in changes if not change.reason]
        work.registrations.plan_with(run.edition_id, run.id, {one.candidate_id for one in booked})
        work.interviews.rebook(gone, booked)
        work.runs.save(run)
        self._tell_world(work, changes)
        ids = {one.id for one in gone}
        standing = {one.id: one for one in (*interviews, *booked) if one.id not in ids}
        self._tell_candidates(work, run, list(standing.values()), changes)

    @staticmethod
    def _tell_world(work, changes):
        pseudonyms = work.candidates.pseudonyms_of({change.interview.candidate_id for change in changes})
        for change in in_turns(changes):
            work.publish(TOLD[change.kind], PublicChange(change, pseudonyms[change.interview.candidate_id]))

    @staticmethod
    def _tell_candidates(work, run, standing, changes):
        """Each one concerned once, with all they have still before them."""
        of = defaultdict(list)
        for change in changes:
            of[change.interview.candidate_id].append(change)
        planned = [one for one in standing if one.state == "planned" and one.candidate_id in of]
        titles = work.offers.titles_of({one.offer_id for one in (*planned, *(change.interview for change in changes))})
        names = work.organisations.names()
        for candidate_id, own in of.items():
            agenda = sorted((one for one in planned if one.candidate_id == candidate_id), key=lambda one: one.slot)
            id = derived_id("changed agenda", run.id, candidate_id)
            told = ChangedAgenda(id, run.version, run.number, run.edition_id, candidate_id, agenda, own, names, titles)
            work.publish(AgendaChanged, told)

    @staticmethod
    def _changes_told(work, changes):
        """As whoever asked may see them."""
        of = {change.interview.id: change for change in changes}
        shown = CompanyView(work).told([change.interview for change in changes], Interview.facts)
        return [{**of[interview["id"]].facts(), "interview": interview} for interview in shown]


def _for_another_offer(forum, interviews, now):
    """By id, what gives way to a meeting of the same two for the offer that a human wants."""
    wanted = {pair: offer.id for pair, (_, offer) in forum.held_for_sure().items()}
    return {
        one.id: "replanned"
        for one in interviews
        if not one.has_begun(now) and wanted.get((one.candidate_id, one.organisation_id), one.offer_id) != one.offer_id
    }


def in_turns(things):
    """All of them, with a turn for others now and then: to tell thousands takes the event loop a second."""
    for number, thing in enumerate(things):
        if number % TURN == 0:
            time.sleep(0)
        yield thing


def _booked(interview, now):
    return Booked(
        interview.id, interview.candidate_id, interview.organisation_id, interview.offer_id, interview.score,
        interview.slot, interview.table_id, interview.has_begun(now),
    )  # fmt: skip


def _has_no_table(interview, tables, closed):
    there = {table.id for table in tables.get(interview.organisation_id, ())}
    return interview.table_id not in there or interview.slot in closed.get(interview.table_id, ())


def _carried_out(run, interviews, offers, outcome):
    for placed in outcome.moved:
        interview = interviews[placed.meeting.id]
        yield Change(interview, was=interview.move(run.grid, placed.slot, placed.table))
    for placed in outcome.new:
        hope = placed.meeting
        meeting = Meeting(hope.candidate_id, offers[hope.offer_id], hope.score, placed.table, placed.slot)
        yield Change(Interview.planned(new_id(), run, meeting))
    for booked, reason in outcome.cancelled:
        yield Change(interviews[booked.id], reason=reason)
