"""Jobs offered, accepted or declined, taken back or run out, and confirmed after 3 and 6 months."""

from datetime import date, datetime

from multaqa.bus import due
from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.matching import (
    CandidateHired,
    HiringConfirmed,
    HiringDeclined,
    HiringExpired,
    HiringOffered,
    HiringWithdrawn,
)
from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.matching.domain import Hiring
from services.matching.service.company_view import CompanyView

ANSWER = "hiring_answer"


class HiringDesk:
    @rpc
    def offer_hiring(self, facts):
        with self.work() as work:
            hiring = self._offer_job(work, work.interviews.get(facts["interview_id"]), facts)
            return work.commit(_told(work, hiring))

    @staticmethod
    def _offer_job(work, interview, facts):
        if work.hirings.after(interview.id):
            raise Refused("hiring.already_offered", "A job was offered after this interview.")
        pseudonym = work.candidates.of_person(interview.candidate_id).id
        starts_on = date.fromisoformat(facts["starts_on"])
        answer_by = datetime.fromisoformat(facts["answer_by"]) if facts.get("answer_by") else None
        hiring = Hiring.offered(new_id(), interview, pseudonym, facts["contract"], starts_on, work.now(), answer_by)
        work.hirings.save(hiring)
        _tell(work, HiringOffered, hiring)
        if answer_by:
            work.schedule(ANSWER, hiring.id, answer_by)
        return hiring

    @rpc
    def accept_hiring(self, hiring_id):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.accept(at=work.now())
            candidate = work.candidates.of_person(hiring.candidate_id)
            candidate.take_job_at(hiring.edition_id)
            work.candidates.save(candidate)
            self._take_position(work, work.offers.get(hiring.offer_id))
            work.hirings.save(hiring)
            _tell(work, CandidateHired, hiring)
            work.unschedule(ANSWER, hiring_id)
            self._plan_to_ask(work, hiring)
            return work.commit(_told(work, hiring))

    @rpc
    def decline_hiring(self, hiring_id):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.decline(at=work.now())
            work.hirings.save(hiring)
            _tell(work, HiringDeclined, hiring)
            work.unschedule(ANSWER, hiring_id)
            return work.commit(_told(work, hiring))

    @rpc
    def withdraw_hiring(self, hiring_id, reason):
        """Also one that was accepted: its position is open again, and its candidate free."""
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            if hiring.withdraw(reason, at=work.now()):
                self._undo_hire(work, hiring)
            work.hirings.save(hiring)
            _tell(work, HiringWithdrawn, hiring, ended_at=hiring.ended_at.isoformat())
            work.audit("hiring.withdrawn", hiring_id, reason=reason)
            work.unschedule(ANSWER, hiring_id)
            return work.commit(_told(work, hiring))

    def _undo_hire(self, work, hiring):
        self._ask_no_more(work, hiring)
        self._give_position_back(work, work.offers.get(hiring.offer_id))
        if candidate := work.candidates.find_person(hiring.candidate_id):  # None: erased meanwhile
            candidate.lose_job_at(hiring.edition_id)
            work.candidates.save(candidate)

    @due(ANSWER)
    def end_unanswered(self, due):
        with self.work() as work:
            hiring = work.hirings.get(due.key)
            if hiring.expire(at=work.now()):
                work.hirings.save(hiring)
                _tell(work, HiringExpired, hiring, ended_at=hiring.ended_at.isoformat())
            work.commit()

    @rpc
    def confirm_hiring(self, hiring_id, months, still=None):
        """As the employer says; `still` is yes unless it is said otherwise."""
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            self._confirm(work, hiring, months, still=still is not False)
            return work.commit(_told(work, hiring))

    @staticmethod
    def _confirm(work, hiring, months, *, still):
        hiring.confirm(months, today=day_of(work.now()), still=still)
        work.hirings.save(hiring)
        if still:
            _tell(work, HiringConfirmed, hiring)

    @rpc
    def list_hirings(self, after=None, limit=50, state=None):
        with self.work.reading() as work:
            page = work.hirings.page({"state": state} if state else {}, after, limit)
            return {"items": CompanyView(work).told(page.items, Hiring.tenant_facts), "next": page.next}


def _tell(work, message, hiring, **more):
    """With the institute of the person, as far as it is known: of whoever was erased it is no more."""
    known = work.attributes.of([hiring.candidate_id]).get(hiring.candidate_id, {})
    work.publish(message, hiring, institute_id=known.get("institute_id"), **more)


def _told(work, hiring):
    (told,) = CompanyView(work).told([hiring], Hiring.tenant_facts)
    return told
