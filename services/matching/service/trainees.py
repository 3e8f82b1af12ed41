"""Profiles that follow from messages: of trainees who registered, with what their institute teaches."""

from multaqa.ids import new_id
from multaqa.messages.matching import CandidateProfiled, PseudonymGiven
from services.matching.domain import Candidate
from services.matching.domain.training import GivenPseudonym, ProfiledCandidate, Training, first_profile


class TraineeHearing:
    def _profile_registered(self, work, registrations):
        """Who registers to find a job, or to meet companies otherwise, and has no profile yet gets one; what they state
        of themselves replaces it."""
        sectors = work.editions.sectors_of({one["edition_id"] for one in registrations})
        first = {one["person_id"]: first_profile(one, sectors.get(one["edition_id"], ())) for one in registrations}
        wanting = {person_id: profile for person_id, profile in first.items() if profile}
        if not wanting:
            return
        known = work.candidates.standing_of(wanting)
        new = [
            Candidate(new_id(), person_id, profile, stated=False)
            for person_id, profile in wanting.items()
            if person_id not in known and not work.persons.is_erased(person_id)
        ]
        work.candidates.add_all(new)
        taught = [candidate for person_id, candidate in known.items() if candidate.learn(wanting[person_id])]
        work.candidates.save_all(taught)
        for candidate in [*new, *taught]:
            self._tell_profile(work, candidate)

    def _tell_profile(self, work, candidate):
        """What they can do under the pseudonym, to whoever reckons with it; whose it is, to who delivers by consent."""
        profiled = ProfiledCandidate(candidate.id, candidate.version, self._whole_profile(work, candidate))
        work.publish(CandidateProfiled, profiled)
        work.publish(PseudonymGiven, GivenPseudonym(candidate.id, candidate.version, candidate.person_id))

    def _whole_profile(self, work, candidate):
        person_id = candidate.person_id
        taught = self._taught_to(work, [person_id]).get(person_id, ())
        proven = work.credentials.skills_of([person_id]).get(person_id, ())
        return candidate.profile.with_taught(taught).with_awarded(proven)

    def _taught_to(self, work, persons):
        """By person, what they were surely taught: of their newest registration that says where."""
        years = self.own["observatory"]["years_of_training"]
        trainings = {
            row["person_id"]: training
            for row in work.registrations.of_trainees(persons)
            if (training := Training.told(row, years))
        }
        if not trainings:
            return {}
        programmes = work.programmes.of({training.institute_id for training in trainings.values()})
        taught = {training: training.taught_by(programmes) for training in set(trainings.values())}
        return {person_id: taught[training] for person_id, training in trainings.items()}
