"""Interviews, from their plan to what came of them."""

from multaqa.errors import Refused
from multaqa.messages.matching import InterviewHeld, InterviewNotHeld, InterviewRecorded
from multaqa.rpc import rpc
from services.matching.domain import HeldInterview, Interview
from services.matching.domain.changes import PublicOutcome
from services.matching.service.company_view import CompanyView
from services.matching.service.listing import listed


class InterviewDesk:
    @rpc
    def list_interviews(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.interviews.page({"edition_id": edition_id}, after, limit)
            return {"items": CompanyView(work).told(page.items, Interview.facts), "next": page.next}

    @rpc
    def interviews_of_candidate(self, candidate_id):
        with self.work.reading() as work:
            return listed(CompanyView(work).of_those_who_share(work.interviews.of(candidate_id), candidate_id))

    @rpc
    def record_outcome(self, interview_id, facts):
        with self.work() as work:
            interview = work.interviews.get(interview_id)
            self._record_outcome(work, interview, facts)
            return work.commit(*CompanyView(work).told([interview], Interview.facts))

    @rpc
    def correct_outcome(self, interview_id, facts, expected_version=None):
        """Until a job offer follows from it; the trail keeps what was said before."""
        with self.work() as work:
            interview = work.interviews.get(interview_id, expected_version)
            self._correct(work, interview, facts)
            return work.commit(*CompanyView(work).told([interview], Interview.facts))

    # for the other desks

    def _note_outcome(self, work, interview, facts):
        note = self._record_outcome if interview.state == "planned" else self._correct
        note(work, interview, facts)

    def _record_outcome(self, work, interview, facts):
        interview.record(facts, at=work.now())
        work.interviews.save(interview)
        _tell_outcome(work, interview, counts=interview.was_held)
        if not interview.was_held:
            self._miss(work, interview)

    def _correct(self, work, interview, facts):
        if work.hirings.after(interview.id):
            raise Refused("interview.job_offered", "A job was offered after this interview.")
        was = {"outcome": interview.state, "rating": interview.rating}
        interview.correct(facts, at=work.now())
        work.interviews.save(interview)
        turned = interview.state != was["outcome"]
        _tell_outcome(work, interview, counts=turned)
        now = {"outcome": interview.state, "rating": interview.rating}
        work.audit("interview.corrected", interview.id, was=was, now=now, version=interview.version)
        if turned and interview.was_held:
            self._come_back(work, interview.edition_id, interview.candidate_id)


def _tell_outcome(work, interview, *, counts):
    """The world outside; and rooms that count, where it `counts` for them: it was held, or is not as it was told.

    Of who was erased, the interview itself names the pseudonym only.
    """
    candidate = work.candidates.find_person(interview.candidate_id)
    pseudonym = candidate.id if candidate else None
    work.publish(InterviewRecorded, PublicOutcome(interview, pseudonym or interview.candidate_id))
    if counts:
        message = InterviewHeld if interview.was_held else InterviewNotHeld
        work.publish(message, HeldInterview(interview, pseudonym))
