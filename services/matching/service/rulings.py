"""What humans rule: meetings pinned, swapped and forbidden, who is not there, and stands that open late."""

from datetime import datetime

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.ids import derived_id
from multaqa.rpc import rpc
from services.matching.domain import rulings
from services.matching.domain.rulings import Absence, ForbiddenMeeting, LateOpening, PinnedMeeting
from services.matching.domain.wording import fault
from services.matching.service.listing import listed


class RulingDesk:
    # pins

    @rpc
    def pin_interview(self, interview_id):
        """An interview as it is."""
        with self.work() as work:
            interview = self._still_to_come(work, interview_id)
            pin = self._pinned(work, interview, interview.starts_at, interview.table_id)
            return work.commit(self._pins_told(work, [pin], self._hold(work, [pin])))

    @rpc
    def pin_meeting(self, edition_id, facts):
        """A meeting that is not planned so, at an hour of the grid and a table where they are stated."""
        with self.work() as work:
            work.editions.get(edition_id)
            offer = self._offer_at(work, edition_id, facts["offer_id"])
            candidate_id = facts["candidate_id"]
            work.candidates.of_person(candidate_id)
            if candidate_id not in self._present(work, edition_id):
                raise Refused("pin.candidate_not_there", "The candidate has no seat at this edition, or is absent.")
            self._refuse_forbidden(work, edition_id, candidate_id, offer.organisation_id)
            starts_at = self._hour(work, edition_id, facts.get("starts_at"))
            table_id = self._table(work, offer, facts.get("table_id"), starts_at)
            pin = self._pin_of(work, edition_id, candidate_id, offer, starts_at, table_id)
            return work.commit(self._pins_told(work, [pin], self._hold(work, [pin])))

    @rpc
    def unpin(self, pin_id):
        with self.work() as work:
            pin = work.pins.get(pin_id)
            work.pins.remove(pin_id)
            work.audit("pin.removed", pin_id, edition_id=pin.edition_id, candidate_id=pin.candidate_id)
            return work.commit()

    @rpc
    def list_pins(self, edition_id):
        with self.work.reading() as work:
            return listed(work.pins.at(edition_id))

    @rpc
    def swap_interviews(self, interview_id, facts):
        """Each has the other's hour, and the other's table where both are of one organisation; both are pinned."""
        with self.work() as work:
            one = self._still_to_come(work, interview_id)
            other = self._still_to_come(work, facts["with_interview_id"])
            if one.id == other.id or one.edition_id != other.edition_id:
                raise Refused("interview.swapped_with_itself", "Two interviews of one edition are swapped.")
            together = one.organisation_id == other.organisation_id
            pins = [
                self._pinned(work, mine, theirs.starts_at, theirs.table_id if together else None)
                for mine, theirs in ((one, other), (other, one))
            ]
            changes = self._hold(work, pins)
            others = {change.interview.id for change in changes if change.kind != "scheduled"} - {one.id, other.id}
            if others or not changes:
                raise Refused("interview.cannot_be_swapped", "These two cannot change places unless others move.")
            return work.commit(self._pins_told(work, pins, changes))

    # forbidden meetings

    @rpc
    def forbid_meeting(self, edition_id, facts):
        with self.work() as work:
            work.editions.get(edition_id)
            candidate_id = facts["candidate_id"]
            organisation_id = work.organisations.current(facts["organisation_id"])
            work.organisations.get(organisation_id)
            work.candidates.of_person(candidate_id)
            meeting = (edition_id, candidate_id, organisation_id)
            if work.pins.of_meeting(*meeting):
                raise Refused("forbidden_meeting.pinned", "This meeting is pinned: take the pin away first.")
            forbidden = work.forbidden.of_meeting(*meeting)
            if forbidden is None:
                id = derived_id("forbidden", work.context.tenant, *meeting)
                forbidden = ForbiddenMeeting(id, *meeting, work.now(), work.context.principal)
                work.forbidden.save(forbidden)
                work.audit("meeting.forbidden", id, **_named(meeting))
            changes = self._changes_told(work, self._mend(work, edition_id))
            return work.commit({"forbidden_meeting": forbidden.facts(), "changes": changes})

    @rpc
    def allow_meeting(self, forbidden_id):
        with self.work() as work:
            forbidden = work.forbidden.get(forbidden_id)
            work.forbidden.remove(forbidden_id)
            meeting = (forbidden.edition_id, forbidden.candidate_id, forbidden.organisation_id)
            work.audit("meeting.allowed", forbidden_id, **_named(meeting))
            return work.commit()

    @rpc
    def list_forbidden_meetings(self, edition_id):
        with self.work.reading() as work:
            return listed(work.forbidden.at(edition_id))

    # who is not there

    @rpc
    def report_absence(self, edition_id, facts):
        """What the candidate has still before them goes to others."""
        with self.work() as work:
            work.editions.get(edition_id)
            candidate_id = facts["candidate_id"]
            work.candidates.of_person(candidate_id)
            self._note_absence(work, edition_id, candidate_id)
            for interview in work.interviews.planned_of(candidate_id, edition_id=edition_id):
                if self._was_missed(work, interview):
                    self._record_outcome(work, interview, {"outcome": "not_held"})
            return work.commit({"changes": self._changes_told(work, self._mend(work, edition_id))})

    @rpc
    def report_no_show(self, interview_id):
        """Who waits at the table says so, whenever the interview was to be; if it has begun, that is its outcome."""
        with self.work() as work:
            interview = work.interviews.get(interview_id)
            if interview.state != "planned":
                raise Refused("interview.already_recorded", "The outcome has been recorded.", state=interview.state)
            self._note_absence(work, interview.edition_id, interview.candidate_id)
            if interview.has_begun(work.now()):
                self._record_outcome(work, interview, {"outcome": "not_held"})
            return work.commit({"changes": self._changes_told(work, self._mend(work, interview.edition_id))})

    @rpc
    def end_absence(self, edition_id, facts):
        """They came after all, and look for an interview like whoever walks in."""
        with self.work() as work:
            work.editions.get(edition_id)
            candidate_id = facts["candidate_id"]
            if work.absences.at(edition_id, candidate_id) is None:
                text = "Nobody said that this candidate is absent."
                raise NotFound("absence.not_found", text, candidate_id=candidate_id)
            self._come_back(work, edition_id, candidate_id)
            return work.commit({"changes": self._changes_told(work, self._mend(work, edition_id))})

    @rpc
    def open_late(self, edition_id, facts):
        """Until then nobody sits at the organisation's tables; said again, it is until then."""
        with self.work() as work:
            work.editions.get(edition_id)
            organisation_id = work.organisations.current(facts["organisation_id"])
            work.organisations.get(organisation_id)
            until = datetime.fromisoformat(facts["until"])
            late = work.late.of_organisation(edition_id, organisation_id)
            if late is None:
                id = derived_id("late", work.context.tenant, edition_id, organisation_id)
                late = LateOpening(id, edition_id, organisation_id, until)
            late.until = until
            work.late.save(late)
            work.audit("stand.opens_late", organisation_id, edition_id=edition_id, until=facts["until"])
            self._stir(work, edition_id, organisations=[organisation_id])
            return work.commit({"changes": self._changes_told(work, self._mend(work, edition_id))})

    # for the other desks

    def _miss(self, work, interview):
        """Who was not met at their hour and has never come is absent; who is in the hall keeps what comes next."""
        edition_id, candidate_id = interview.edition_id, interview.candidate_id
        if interview.starts_at <= work.now() and not work.registrations.has_come(edition_id, candidate_id):
            self._note_absence(work, edition_id, candidate_id)
            self._stir(work, edition_id)

    @staticmethod
    def _was_missed(work, interview):
        """By somebody absent: what is running, and of who has never come also what is over.

        Who was in the hall may have left since; how their earlier interviews went the companies say.
        """
        now = work.now()
        has_come = work.registrations.has_come(interview.edition_id, interview.candidate_id)
        return interview.has_begun(now) and (now < interview.ends_at or not has_come)

    def _come_back(self, work, edition_id, candidate_id):
        """Who was taken for absent looks for what they lost, whatever they have had before."""
        if work.absences.at(edition_id, candidate_id):
            work.absences.end(edition_id, [candidate_id])
            work.audit("absence.ended", candidate_id, edition_id=edition_id)
            self._stir(work, edition_id, candidates=[candidate_id])

    @staticmethod
    def _note_absence(work, edition_id, candidate_id):
        if work.absences.at(edition_id, candidate_id) is None:
            id = derived_id("absence", work.context.tenant, edition_id, candidate_id)
            work.absences.save(Absence(id, edition_id, candidate_id, work.now()))
            work.audit("absence.reported", candidate_id, edition_id=edition_id)

    def _want(self, work, edition_id, candidate_id, offer):
        """A human found that this meeting should be: it comes first, wherever there is a slot."""
        if work.pins.of_meeting(edition_id, candidate_id, offer.organisation_id) is None:
            self._keep_pins(work, [self._pin_of(work, edition_id, candidate_id, offer, None, None)])
            self._stir(work, edition_id)

    @staticmethod
    def _still_to_come(work, interview_id):
        interview = work.interviews.get(interview_id)
        if interview.has_begun(work.now()):
            raise Refused("interview.has_begun", "This interview has begun or is over.", state=interview.state)
        return interview

    @staticmethod
    def _offer_at(work, edition_id, offer_id):
        offer = work.offers.get(offer_id)
        if offer.edition_id != edition_id:
            raise _wrong("/offer_id", "pin.offer_elsewhere", "This offer is of another edition.")
        return offer

    @staticmethod
    def _refuse_forbidden(work, edition_id, candidate_id, organisation_id):
        if work.forbidden.of_meeting(edition_id, candidate_id, organisation_id):
            raise Refused("pin.forbidden", "This meeting is forbidden: allow it first.")

    def _hour(self, work, edition_id, starts_at):
        """An hour at which a slot of the timetable that stands is still to begin."""
        if starts_at is None:
            return None
        at, run = datetime.fromisoformat(starts_at), self._live_run(work, edition_id)
        if run and at not in run.grid.slot_at:
            raise _wrong("/starts_at", "pin.no_slot", "No slot of the timetable starts then.")
        if at < work.now():
            raise _wrong("/starts_at", "pin.too_late", "This hour is over.")
        return at

    @staticmethod
    def _table(work, offer, table_id, starts_at):
        if table_id is None:
            return None
        if starts_at is None:
            raise _wrong("/table_id", "pin.table_without_hour", "A table is named with an hour.")
        own = work.stands.tables_at(offer.edition_id).get(offer.organisation_id, ())
        if table_id not in {table.id for table in own}:
            raise _wrong("/table_id", "pin.no_such_table", "The organisation has no such table.")
        return table_id

    def _pinned(self, work, interview, starts_at, table_id):
        offer = work.offers.get(interview.offer_id)
        return self._pin_of(work, interview.edition_id, interview.candidate_id, offer, starts_at, table_id)

    @staticmethod
    def _pin_of(work, edition_id, candidate_id, offer, starts_at, table_id):
        """A new pin, or the meeting's pin with another hour."""
        meeting = (edition_id, candidate_id, offer.organisation_id)
        pin = work.pins.of_meeting(*meeting)
        if pin is None:
            id = derived_id("pin", work.context.tenant, *meeting)
            now, principal = work.now(), work.context.principal
            return PinnedMeeting(id, *meeting, offer.id, starts_at, table_id, now, principal)
        pin.offer_id, pin.starts_at, pin.table_id = offer.id, starts_at, table_id
        return pin

    def _hold(self, work, pins):
        """Keep pins that contradict no other, and mend the timetable for them; what has changed.

        A pin can also be against what has begun or is recorded: it is refused, then, like one against another pin.
        """
        edition_id = pins[0].edition_id
        self._refuse_contradictions(work, edition_id, pins)
        self._keep_pins(work, pins)
        changes = self._mend(work, edition_id)
        if self._live_run(work, edition_id):
            held = {(one.candidate_id, one.organisation_id, one.starts_at) for one in work.interviews.at(edition_id)}
            unheld = [pin for pin in pins if pin.starts_at and pin.place not in held]
            rulings.refuse([unheld] if unheld else [])
        return changes

    def _refuse_contradictions(self, work, edition_id, new):
        run = self._live_run(work, edition_id)
        if run is None:
            return
        ids = {pin.id for pin in new}
        pins = [*new, *(pin for pin in work.pins.at(edition_id) if pin.id not in ids)]
        tables = work.stands.tables_at(edition_id)
        closed = self._closed(work, edition_id, run.grid, tables)
        groups = rulings.contradictions(pins, run.grid, tables, closed, self._offers_pinned(work, pins))
        rulings.refuse([group for group in groups if ids & {pin.id for pin in group}])

    @staticmethod
    def _offers_pinned(work, pins):
        return {one.id: one for one in work.offers.some({pin.offer_id for pin in pins})}

    @staticmethod
    def _keep_pins(work, pins):
        for pin in pins:
            work.pins.save(pin)
            told = {name: value for name, value in pin.facts().items() if name not in ("id", "pinned_by")}
            work.audit("pin.set", pin.id, **told)

    def _pins_told(self, work, pins, changes):
        return {"pins": [pin.facts() for pin in pins], "changes": self._changes_told(work, changes)}


def _named(meeting):
    return dict(zip(("edition_id", "candidate_id", "organisation_id"), meeting, strict=True))


def _wrong(pointer, code, text):
    return Invalid(code, text, errors=[fault(pointer, code, text)])
