"""Jobs offered, accepted or declined, and confirmed after 3 and 6 months."""

from datetime import date

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.matching import CandidateHired, HiringConfirmed, HiringDeclined, HiringOffered
from multaqa.rpc import rpc
from services.matching.domain import Hiring, insertion
from services.matching.service.company_view import CompanyView


class HiringDesk:
    @rpc
    def offer_hiring(self, facts):
        with self.work() as work:
            interview = work.interviews.get(facts["interview_id"])
            if work.hirings.after(interview.id):
                raise Refused("hiring.already_offered", "A job was offered after this interview.")
            pseudonym = work.candidates.of_person(interview.candidate_id).id
            starts_on = date.fromisoformat(facts["starts_on"])
            hiring = Hiring.offered(new_id(), interview, pseudonym, facts["contract"], starts_on, work.now())
            work.hirings.save(hiring)
            work.publish(HiringOffered, hiring)
            return work.commit(*CompanyView(work).told([hiring], Hiring.tenant_facts))

    @rpc
    def accept_hiring(self, hiring_id):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.accept(at=work.now())
            candidate, offer = work.candidates.of_person(hiring.candidate_id), work.offers.get(hiring.offer_id)
            candidate.take_job_at(hiring.edition_id)
            offer.fill_one()
            work.candidates.save(candidate)
            work.offers.save(offer)
            work.hirings.save(hiring)
            work.publish(CandidateHired, hiring)
            return work.commit(*CompanyView(work).told([hiring], Hiring.tenant_facts))

    @rpc
    def decline_hiring(self, hiring_id):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.decline(at=work.now())
            work.hirings.save(hiring)
            work.publish(HiringDeclined, hiring)
            return work.commit(*CompanyView(work).told([hiring], Hiring.tenant_facts))

    @rpc
    def confirm_hiring(self, hiring_id, months):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.confirm(months, today=work.now().date())
            work.hirings.save(hiring)
            work.publish(HiringConfirmed, hiring)
            return work.commit(*CompanyView(work).told([hiring], Hiring.tenant_facts))

    @rpc
    def list_hirings(self, after=None, limit=50, state=None):
        with self.work.reading() as work:
            page = work.hirings.page({"state": state} if state else {}, after, limit)
            return {"items": CompanyView(work).told(page.items, Hiring.tenant_facts), "next": page.next}

    @rpc
    def insertion(self, edition_id):
        with self.work.reading() as work:
            present = work.candidates.profiles_of(work.registrations.present_at(edition_id))
            interviews, hirings = work.interviews.at(edition_id), work.hirings.at(edition_id)
            return insertion(present, interviews, hirings, today=work.now().date())
