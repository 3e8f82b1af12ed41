"""When candidates can come, whom they would rather meet, and whom organisations would."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.matching.domain.choices import Choices, Occasion, Shortlist
from services.matching.domain.preferences import Preferences
from services.matching.service.company_view import CompanyView


class ChoiceDesk:
    @rpc
    def state_choices(self, candidate_id, edition_id, facts):
        with self.work() as work:
            if work.persons.is_erased(candidate_id):
                raise Refused("candidate.erased", "This person's data has been erased.", person_id=candidate_id)
            work.candidates.of_person(candidate_id)
            choices = self._choices(work, candidate_id, edition_id)
            choices.state(_under_current_names(work, facts), self._occasion(work, edition_id), work.now())
            work.choices.save(choices)
            if not self._people_pick(work, edition_id):
                self._stir(work, edition_id, candidates=[candidate_id])
            return work.commit(choices.facts())

    @rpc
    def get_choices(self, candidate_id, edition_id):
        with self.work.reading() as work:
            work.candidates.of_person(candidate_id)
            return self._choices(work, candidate_id, edition_id).facts()

    @rpc
    def state_shortlist(self, offer_id, facts):
        with self.work() as work:
            offer = work.offers.get(offer_id)
            shortlist = work.shortlists.of_offer(offer_id) or Shortlist(new_id(), offer_id)
            known = self._known_of(work, offer, facts["candidates"])
            shortlist.state(facts["candidates"], known, work.now())
            work.shortlists.save(shortlist)
            return work.commit(shortlist.facts(known))

    @rpc
    def get_shortlist(self, offer_id):
        with self.work.reading() as work:
            offer = work.offers.get(offer_id)
            shortlist = work.shortlists.of_offer(offer_id) or Shortlist("", offer_id)
            return shortlist.facts(self._known_of(work, offer, shortlist.candidates))

    # for the other desks

    @staticmethod
    def _choices(work, candidate_id, edition_id):
        if stated := work.choices.stated_by(candidate_id, edition_id):
            return stated
        work.editions.get(edition_id)
        return Choices(new_id(), candidate_id, edition_id)

    @staticmethod
    def _slots_away(work, edition_id, grid, persons):
        """By person the slots at which they cannot come; who can at all of them is left out."""
        away = {one.person_id: one.slots_away(grid) for one in work.choices.at([edition_id], persons)}
        return {person_id: away[person_id] for person_id in persons if away.get(person_id)}

    @staticmethod
    def _preferences(work, persons, offers):
        """By person, what they and these offers have stated of each other; who has no part in any is left out."""
        shortlisted = work.shortlists.naming(persons, [offer.id for offer in offers])
        stated = {}
        for choices in work.choices.at({offer.edition_id for offer in offers}, persons):
            stated.setdefault(choices.person_id, []).append(choices)
        return {
            person_id: Preferences(
                preferred=tuple(one for choices in stated.get(person_id, ()) for one in choices.ranks(offers)),
                shortlisted=tuple(shortlisted.get(person_id, ())),
                declined=tuple(one for choices in stated.get(person_id, ()) for one in choices.declines(offers)),
            )
            for person_id in {*stated, *shortlisted}
        }

    # what choices are about

    @staticmethod
    def _occasion(work, edition_id):
        edition = work.editions.get(edition_id)
        return Occasion.of(edition["starts_at"], edition["ends_at"], work.offers.many({"edition_id": edition_id}))

    @staticmethod
    def _known_of(work, offer, candidates):
        """Those of these who come to the edition with a profile, and whom the organisation may know."""
        coming = set(work.registrations.expected_at(offer.edition_id)) & set(work.candidates.standing_of(candidates))
        named = [id for id in candidates if id in coming]
        return CompanyView(work).known(named, offer.edition_id, offer.organisation_id)


def _under_current_names(work, facts):
    """An organisation that was merged is meant by any of its names."""
    current = {
        name: [work.organisations.current(id) if work.organisations.find(id) else id for id in facts.get(name) or ()]
        for name in ("preferred", "declined")
    }
    return {**facts, **current}
