"""Interviews, from their plan to what came of them."""

from multaqa.messages.matching import InterviewHeld
from multaqa.rpc import rpc
from services.matching.domain import HeldInterview, Interview
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
            interview.record(facts, at=work.now())
            work.interviews.save(interview)
            if interview.was_held:
                candidate = work.candidates.find_person(interview.candidate_id)
                work.publish(InterviewHeld, HeldInterview(interview, candidate.id if candidate else None))
            else:
                self._miss(work, interview)
            return work.commit(*CompanyView(work).told([interview], Interview.facts))
