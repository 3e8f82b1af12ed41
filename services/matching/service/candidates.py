"""What candidates can do and look for; an export of what is kept of one."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.matching.domain import Candidate, Profile
from services.matching.domain.preferences import NONE


class CandidateDesk:
    @rpc
    def complete_profile(self, candidate_id, facts):
        with self.work() as work:
            if work.persons.is_erased(candidate_id):
                raise Refused("candidate.erased", "This person's data has been erased.", person_id=candidate_id)
            profile = Profile.stated(facts)
            self._refuse_unknown_skills(work, _skills_named(profile))
            candidate = work.candidates.find_person(candidate_id) or Candidate(new_id(), candidate_id, profile)
            candidate.profile, candidate.stated = profile, True
            work.candidates.save(candidate)
            self._tell_profile(work, candidate)
            for edition_id in work.registrations.editions_of(candidate_id):
                self._look(work, edition_id, {candidate_id})
            return work.commit(self._candidate_told(work, candidate))

    @rpc
    def get_profile(self, candidate_id):
        with self.work.reading() as work:
            return self._candidate_told(work, work.candidates.of_person(candidate_id))

    def _candidate_told(self, work, candidate):
        """With what was taught and what credentials prove, which is no part of what is kept of the profile."""
        return {**candidate.facts(), **self._whole_profile(work, candidate).facts()}

    def _profiles(self, work, persons, offers=()):
        """By person, in their order, what they state, were taught and have proven; who has no profile is left out.

        With what they and the organisations of these offers would rather.
        """
        stated, proven = work.candidates.profiles_of(persons), work.credentials.skills_of(persons)
        taught = self._taught_to(work, persons)
        preferences = self._preferences(work, persons, offers)
        return {
            person_id: profile.with_taught(taught.get(person_id, ()))
            .with_awarded(proven.get(person_id, ()))
            .with_preferences(preferences.get(person_id, NONE))
            for person_id, profile in stated.items()
        }

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            candidate = work.candidates.find_person(person_id)
            return {
                "profile": self._candidate_told(work, candidate) if candidate else None,
                "editions": work.registrations.editions_of(person_id),
                "choices": [choices.facts() for choices in work.choices.of(person_id)],
                "shortlisted": [
                    {"offer_id": one.offer_id, "place": one.place}
                    for one in work.shortlists.naming([person_id]).get(person_id, ())
                ],
                "interviews": [interview.facts() for interview in work.interviews.of(person_id)],
                "requests": [request.facts(work.now()) for request in work.requests.of(person_id)],
                "sharing": [_said(row) for row in work.sharing.of(person_id)],
                "reviews": [review.facts() for review in work.reviews.of(person_id)],
                "attributes": work.attributes.of([person_id]).get(person_id),
                "pins": [pin.facts() for pin in work.pins.of(person_id)],
                "forbidden_meetings": [forbidden.facts() for forbidden in work.forbidden.of(person_id)],
                "absences": [absence.facts() for absence in work.absences.of(person_id)],
                "asked_of_jobs": [link.facts() for link in work.confirmation_links.of(person_id)],
                "hirings": [hiring.tenant_facts() for hiring in work.hirings.of(person_id)],
            }


def _said(row):
    told = {name: row[name] for name in ("edition_id", "organisation_id", "given")}
    return {**told, "at": row["at"].isoformat()}


def _skills_named(profile):
    return [(f"/skills/{place}/code", skill.code) for place, skill in enumerate(profile.skills)]
