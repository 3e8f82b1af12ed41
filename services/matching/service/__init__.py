"""The matching room: candidates and offers, who meets whom and when, and what became of it."""

from datetime import date

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.messages.directory import TenantOpened
from multaqa.messages.matching import (
    CandidateHired,
    HiringConfirmed,
    HiringDeclined,
    HiringOffered,
    InterviewHeld,
    MatchingCheckpointMade,
)
from multaqa.rpc import rpc
from multaqa.settings import load
from multaqa.store import process_pool, works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.matching import store
from services.matching.domain import Candidate, HeldInterview, Hiring, Offer, Profile, Scale, Weights, insertion
from services.matching.service.hearing import Hearing
from services.matching.service.timetabling import Timetabling


class MatchingService(Timetabling, Hearing, trail_of(MatchingCheckpointMade), keeper_of(TenantOpened)):
    name = "matching"
    own = load("matching").own
    weights = Weights(**own["weights"])
    pool = process_pool()
    work = works(
        candidates=store.Candidates,
        offers=store.Offers,
        runs=store.TimetableRuns,
        interviews=store.Interviews,
        hirings=store.Hirings,
        persons=store.Persons,
        organisations=store.Organisations,
        skill_needs=store.SkillNeeds,
        editions=store.Editions,
        stands=store.Stands,
        registrations=store.Registrations,
        credentials=store.Credentials,
    )

    # candidates and offers

    @rpc
    def complete_profile(self, candidate_id, facts):
        with self.work() as work:
            if work.persons.is_erased(candidate_id):
                raise Refused("candidate.erased", "This person's data has been erased.", person_id=candidate_id)
            profile = Profile.stated(facts)
            candidate = work.candidates.find_person(candidate_id) or Candidate(new_id(), candidate_id, profile)
            candidate.profile = profile
            work.candidates.save(candidate)
            return work.commit(self._candidate_told(work, candidate))

    @rpc
    def get_profile(self, candidate_id):
        with self.work.reading() as work:
            return self._candidate_told(work, work.candidates.of_person(candidate_id))

    @staticmethod
    def _candidate_told(work, candidate):
        """With what credentials prove, which is no part of what is kept of the profile."""
        proven = work.credentials.skills_of([candidate.person_id]).get(candidate.person_id, ())
        return {**candidate.facts(), **candidate.profile.with_awarded(proven).facts()}

    def _profiles(self, work, persons):
        """By person, in their order, what they state and what credentials prove; who has no profile is left out."""
        stated, proven = work.candidates.profiles_of(persons), work.credentials.skills_of(persons)
        return {person_id: profile.with_awarded(proven.get(person_id, ())) for person_id, profile in stated.items()}

    @rpc
    def publish_offer(self, facts):
        with self.work() as work:
            offer = Offer.published(new_id(), facts)
            work.organisations.get(offer.organisation_id)
            offer.organisation_id = work.organisations.current(offer.organisation_id)
            work.editions.get(offer.edition_id)
            work.offers.save(offer)
            return work.commit(offer.facts())

    @rpc
    def list_offers(self, after=None, limit=50, edition_id=None, organisation_id=None):
        asked = {"edition_id": edition_id, "organisation_id": organisation_id}
        with self.work.reading() as work:
            page = work.offers.page({name: value for name, value in asked.items() if value}, after, limit)
            return {"items": [offer.facts() for offer in page.items], "next": page.next}

    @rpc
    def get_offer(self, offer_id):
        with self.work.reading() as work:
            return work.offers.get(offer_id).facts()

    @rpc
    def matches_of_offer(self, offer_id, limit=50):
        with self.work.reading() as work:
            offer = work.offers.get(offer_id)
            profiles = self._profiles(work, work.registrations.expected_at(offer.edition_id))
        return _list(Scale(self.weights).best(profiles, [offer], limit))

    @rpc
    def matches_of_candidate(self, candidate_id, limit=50):
        with self.work.reading() as work:
            work.candidates.of_person(candidate_id)
            profiles = self._profiles(work, [candidate_id])
            offers = work.offers.open_at(work.registrations.editions_of(candidate_id))
        return _list(Scale(self.weights).best(profiles, offers, limit))

    # interviews

    @rpc
    def list_interviews(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            page = work.interviews.page({"edition_id": edition_id}, after, limit)
            return {"items": [interview.facts() for interview in page.items], "next": page.next}

    @rpc
    def interviews_of_candidate(self, candidate_id):
        with self.work.reading() as work:
            return _list(work.interviews.of(candidate_id))

    @rpc
    def record_outcome(self, interview_id, facts):
        with self.work() as work:
            interview = work.interviews.get(interview_id)
            interview.record(facts, at=work.now())
            work.interviews.save(interview)
            if interview.was_held:
                candidate = work.candidates.find_person(interview.candidate_id)
                work.publish(InterviewHeld, HeldInterview(interview, candidate.id if candidate else None))
            return work.commit(interview.facts())

    # hirings

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
            return work.commit(hiring.tenant_facts())

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
            return work.commit(hiring.tenant_facts())

    @rpc
    def decline_hiring(self, hiring_id):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.decline(at=work.now())
            work.hirings.save(hiring)
            work.publish(HiringDeclined, hiring)
            return work.commit(hiring.tenant_facts())

    @rpc
    def confirm_hiring(self, hiring_id, months):
        with self.work() as work:
            hiring = work.hirings.get(hiring_id)
            hiring.confirm(months, today=work.now().date())
            work.hirings.save(hiring)
            work.publish(HiringConfirmed, hiring)
            return work.commit(hiring.tenant_facts())

    @rpc
    def list_hirings(self, after=None, limit=50, state=None):
        with self.work.reading() as work:
            page = work.hirings.page({"state": state} if state else {}, after, limit)
            return {"items": [hiring.tenant_facts() for hiring in page.items], "next": page.next}

    @rpc
    def insertion(self, edition_id):
        with self.work.reading() as work:
            present = work.candidates.profiles_of(work.registrations.present_at(edition_id))
            interviews, hirings = work.interviews.at(edition_id), work.hirings.at(edition_id)
            return insertion(present, interviews, hirings, today=work.now().date())

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            candidate = work.candidates.find_person(person_id)
            return {
                "profile": self._candidate_told(work, candidate) if candidate else None,
                "editions": work.registrations.editions_of(person_id),
                "interviews": [interview.facts() for interview in work.interviews.of(person_id)],
                "hirings": [hiring.tenant_facts() for hiring in work.hirings.of(person_id)],
            }


def _list(entities):
    return {"items": [entity.facts() for entity in entities], "next": None}
