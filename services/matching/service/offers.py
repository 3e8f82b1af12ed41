"""Offers, from their publication to their end, and who fits them."""

from multaqa.bus import due
from multaqa.errors import Invalid
from multaqa.ids import new_id
from multaqa.messages.matching import OfferChanged, OfferClosed, OfferFilled, OfferPublished
from multaqa.rpc import rpc
from services.matching.domain import Offer
from services.matching.domain.kind import KINDS
from services.matching.domain.need import filled_in
from services.matching.domain.wording import fault
from services.matching.service.company_view import CompanyView
from services.matching.service.listing import listed
from services.matching.solver.matches import FEW, best_matches

CLOSING = "close_offer"
RECEPTION = {"recruiters", "recruiter_codes", "tables"}
"""Terms whose change may leave meetings that stand without a recruiter."""


class OfferDesk:
    @rpc
    def publish_offer(self, facts):
        with self.work() as work:
            facts = filled_in(facts, self._needs_named(work, facts))
            offer = Offer.published(new_id(), facts)
            offer.refuse_past_deadline(work.now())
            self._refuse_unknown_skills(work, _skills_named(offer))
            work.organisations.get(offer.organisation_id)
            offer.organisation_id = work.organisations.current(offer.organisation_id)
            work.editions.get(offer.edition_id)
            work.offers.save(offer)
            work.publish(OfferPublished, offer)
            self._schedule_closing(work, offer)
            return work.commit(offer.tenant_facts())

    @rpc
    def change_offer(self, offer_id, facts, expected_version=None):
        with self.work() as work:
            was = work.offers.get(offer_id, expected_version)
            offer = was.changed(facts, at=work.now())
            self._refuse_unknown_skills(work, _skills_named(offer))
            work.offers.save(offer)
            work.publish(OfferChanged, offer)
            if offer.is_filled and not was.is_filled:
                self._tell_filled(work, offer)
            if not RECEPTION.isdisjoint(facts):
                self._stir(work, offer.edition_id)
            work.audit("offer.changed", offer_id, terms=sorted(facts))
            self._schedule_closing(work, offer)
            return work.commit(offer.tenant_facts())

    @rpc
    def close_offer(self, offer_id, reason, expected_version=None):
        with self.work() as work:
            offer = work.offers.get(offer_id, expected_version)
            self._close(work, offer, "employer", reason)
            work.audit("offer.closed", offer_id, reason=reason)
            work.unschedule(CLOSING, offer_id)
            return work.commit(offer.tenant_facts())

    @due(CLOSING)
    def close_offer_in_time(self, due):
        """An edition may have been postponed since this was planned."""
        with self.work() as work:
            offer = work.offers.get(due.key)
            if offer.closed_at is None and not self._schedule_closing(work, offer):
                self._close(work, offer, "deadline" if offer.closes_at else "edition")
            work.commit()

    def _schedule_closing(self, work, offer):
        """Whether its time is still to come."""
        ends_at = work.editions.get(offer.edition_id)["ends_at"]
        closes_at = offer.closes(ends_at, self.own["offer_open_days_after_edition"])
        if closes_at <= work.now():
            return False
        work.schedule(CLOSING, offer.id, closes_at)
        return True

    @rpc
    def list_offers(self, after=None, limit=50, edition_id=None, organisation_id=None):
        asked = {"edition_id": edition_id, "organisation_id": organisation_id}
        with self.work.reading() as work:
            page = work.offers.page({name: value for name, value in asked.items() if value}, after, limit)
            return {"items": [offer.tenant_facts() for offer in page.items], "next": page.next}

    @rpc
    def get_offer(self, offer_id):
        with self.work.reading() as work:
            return work.offers.get(offer_id).tenant_facts()

    @rpc
    def matches_of_offer(self, offer_id, limit=50):
        """Nobody, where the offer is filled or closed."""
        with self.work.reading() as work:
            offer = work.offers.get(offer_id)
            expected = self._expected(work, offer) if offer.is_open else []
            known = CompanyView(work).known(expected, offer.edition_id, offer.organisation_id)
            profiles = self._profiles(work, known, [offer])
            scale = self._explaining_scale(work, [offer])
        return listed(self._best(scale, profiles, [offer], limit))

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
            scale = self._explaining_scale(work, offers)
        return listed(self._best(scale, profiles, offers, limit))

    def _best(self, scale, profiles, offers, limit):
        """Many pairs are scored in a process of their own, lest the room answer nobody meanwhile."""
        if len(profiles) * len(offers) <= FEW:
            return best_matches(scale, profiles, offers, limit)
        return self.press.run(best_matches, scale, profiles, offers, limit)

    def _needs_named(self, work, facts):
        """Those of the offer's organisation that stand; refused where another is named."""
        ids, kind = facts.get("skill_needs") or (), KINDS.get(facts.get("kind") or "interview")
        if not ids or kind is None or "skill_needs" in kind.bars:
            return []
        own = work.organisations.current(facts["organisation_id"])
        known = {id: one for id, one in self._standing_needs(work, ids).items() if one.organisation_id == own}
        text = "No need of this organisation that still stands has this id."
        if faults := [
            fault(f"/skill_needs/{place}", "offer.need_not_standing", text)
            for place, id in enumerate(ids)
            if id not in known
        ]:
            raise Invalid("offer.invalid", "The offer cannot be published as it stands.", errors=faults)
        return [known[id] for id in ids]

    @staticmethod
    def _expected(work, offer):
        """Who has a seat at its edition, and whom its kind of meeting is open to."""
        categories = work.registrations.categories_at(offer.edition_id)
        expected = work.registrations.expected_at(offer.edition_id)
        return [one for one in expected if offer.meeting.is_open_to(categories.get(one))]

    # for the other desks

    def _close(self, work, offer, by, reason=None):
        offer.close(by, at=work.now(), reason=reason)
        work.offers.save(offer)
        work.publish(OfferClosed, offer)
        self._lapse_unanswered(work, offer)

    def _take_position(self, work, offer):
        offer.fill_one()
        work.offers.save(offer)
        if offer.is_filled:
            self._tell_filled(work, offer)

    def _tell_filled(self, work, offer):
        work.publish(OfferFilled, offer)
        self._lapse_unanswered(work, offer)

    @staticmethod
    def _give_position_back(work, offer):
        offer.free_one()
        work.offers.save(offer)
        work.publish(OfferChanged, offer)


def _skills_named(offer):
    sought = {"required": offer.required, "wished": offer.wished}
    return [
        (f"/{name}/{place}/code", skill.code) for name, skills in sought.items() for place, skill in enumerate(skills)
    ]
