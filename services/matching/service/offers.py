"""Offers, and who fits them."""

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.matching.domain import Offer
from services.matching.service.company_view import CompanyView
from services.matching.service.listing import listed


class OfferDesk:
    @rpc
    def publish_offer(self, facts):
        with self.work() as work:
            offer = Offer.published(new_id(), facts)
            self._refuse_unknown_skills(work, _skills_named(offer))
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
            known = CompanyView(work).known(self._expected(work, offer), offer.edition_id, offer.organisation_id)
            profiles = self._profiles(work, known, [offer])
            scale = self._scale(work, [offer])
        return listed(scale.best(profiles, [offer], limit))

    @rpc
    def matches_of_candidate(self, candidate_id, limit=50):
        with self.work.reading() as work:
            work.candidates.of_person(candidate_id)
            categories = work.registrations.categories_of(candidate_id)
            offers = [
                one for one in work.offers.open_at(categories) if one.meeting.is_open_to(categories[one.edition_id])
            ]
            offers = CompanyView(work).of_those_who_share(offers, candidate_id)
            profiles = self._profiles(work, [candidate_id], offers)
            scale = self._scale(work, offers)
        return listed(scale.best(profiles, offers, limit))

    @staticmethod
    def _expected(work, offer):
        """Who has a seat at its edition, and whom its kind of meeting is open to."""
        categories = work.registrations.categories_at(offer.edition_id)
        expected = work.registrations.expected_at(offer.edition_id)
        return [one for one in expected if offer.meeting.is_open_to(categories.get(one))]


def _skills_named(offer):
    sought = {"required": offer.required, "wished": offer.wished}
    return [
        (f"/{name}/{place}/code", skill.code) for name, skills in sought.items() for place, skill in enumerate(skills)
    ]
