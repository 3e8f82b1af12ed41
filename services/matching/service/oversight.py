"""Oversight: runs computed again, why somebody has an interview or none, reviews by a human, impact ratios."""

from multaqa.errors import Refused
from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.matching.domain.desks import Claim, desks_of
from services.matching.domain.impact import impact
from services.matching.domain.record import RESTORED
from services.matching.domain.request import apart
from services.matching.domain.review import Review
from services.matching.domain.seating import most_seats
from services.matching.domain.why import Situation, why
from services.matching.service.listing import listed
from services.matching.solver.runs import recomputed


class OversightDesk:
    @rpc
    def get_run_record(self, run_id):
        with self.work.reading() as work:
            return work.records.get(run_id).facts()

    @rpc
    def rerun_timetable(self, run_id):
        """Compute a run again from the inputs that were kept of it, and compare."""
        with self.work.reading() as work:
            record = work.records.get(run_id)
        if record.algorithm == RESTORED:
            raise Refused("run_record.restored", "This timetable was restored, not computed: have that one computed.")
        compared = record.compared(*self.pool.run(recomputed, b"".join(self.files.open(record.inputs_file))))
        with self.work() as work:
            work.audit("timetable.rerun", run_id, same=compared["same"])
            return work.commit(compared)

    @rpc
    def why(self, candidate_id, offer_id):
        with self.work.reading() as work:
            work.candidates.of_person(candidate_id)
            return why(self._situation(work, candidate_id, work.offers.get(offer_id))).facts()

    def _situation(self, work, candidate_id, offer):
        profile = self._profiles(work, [candidate_id], [offer])[candidate_id]
        scale, edition_id = self._explaining_scale(work, [offer]), offer.edition_id
        interviews, run = work.interviews.at(edition_id), work.runs.published_at(edition_id)
        away = self._slots_away(work, edition_id, run.grid, [candidate_id]).get(candidate_id, ()) if run else ()
        received = [one for one in interviews if one.organisation_id == offer.organisation_id]
        tables = work.stands.tables_at(edition_id).get(offer.organisation_id, ())
        closed = self._closed(work, edition_id, run.grid, {offer.organisation_id: tables}) if run else {}
        at_desk, places = self._at_desk(work, run, offer, tables, closed, received) if run and tables else ([], 0)
        kept = self._kept_with(work, edition_id, offer.organisation_id)
        return Situation(
            match=scale.match(candidate_id, profile, offer),
            organisation_id=offer.organisation_id,
            may_meet=scale.may_meet(profile, offer) is not None,
            bar=scale.weights_of(offer).least_score,
            is_expected=candidate_id in work.registrations.expected_at(edition_id),
            is_admitted=offer.meeting.is_open_to(work.registrations.categories_of(candidate_id).get(edition_id)),
            is_filled=offer.is_filled,
            is_away=run is not None and len(away) == run.grid.slots,
            is_closed=offer.closed_at is not None,
            has_timetable=run is not None,
            is_forbidden=work.forbidden.of_meeting(edition_id, candidate_id, offer.organisation_id) is not None,
            was_refused=candidate_id not in kept
            and (candidate_id, offer.organisation_id) in apart(work.requests.at(edition_id)),
            is_absent=work.absences.at(edition_id, candidate_id) is not None,
            is_late=run is not None and any(len(slots) == run.grid.slots for slots in closed.values()),
            kept=kept,
            own=[one for one in interviews if one.candidate_id == candidate_id],
            at_desk=at_desk,
            has_tables=bool(tables),
            places=places,
            most=min(run.most_per_candidate, most_seats(run.grid.near, away)) if run else 0,
        )

    @staticmethod
    def _at_desk(work, run, offer, tables, closed, received):
        """The interviews received where the offer is, and how many can be: its company's offers share its tables."""
        ours = [one for one in work.offers.open_at([run.edition_id]) if one.organisation_id == offer.organisation_id]
        known = {one.id for one in ours}
        ours += work.offers.some({offer.id, *(one.offer_id for one in received)} - known)
        hours = {one.id: run.grid.within(one.hours) for one in ours if one.hours}
        claims = [
            Claim(one.candidate_id, one.offer_id, one.organisation_id, one.table_id, one.slot) for one in received
        ]
        desks = desks_of(ours, {offer.organisation_id: tables}, run.grid.slots, hours, claims)
        own = desks.of_offer[offer.id]
        barred = desks.closed_besides(closed)
        places = sum(run.grid.slots - len(barred.get(table.id, ())) for table in desks.all[own].tables)
        return [one for one in received if desks.of_offer[one.offer_id] == own], places

    @staticmethod
    def _kept_with(work, edition_id, organisation_id):
        """Whose meeting with it was fixed by a human, or agreed on by both."""
        kept = [*work.pins.at(edition_id), *(one for one in work.requests.at(edition_id) if one.state == "accepted")]
        return {one.candidate_id for one in kept if one.organisation_id == organisation_id}

    @rpc
    def ask_review(self, candidate_id, facts):
        with self.work() as work:
            work.candidates.of_person(candidate_id)
            offer = work.offers.get(facts["offer_id"])
            review = Review(new_id(), candidate_id, offer.id, offer.edition_id, facts["text"], work.now())
            work.reviews.save(review)
            work.audit("review.asked", review.id, offer_id=offer.id)
            return work.commit(review.facts())

    @rpc
    def reviews_of_candidate(self, candidate_id):
        with self.work.reading() as work:
            return listed(work.reviews.of(candidate_id))

    @rpc
    def list_reviews(self, after=None, limit=50, state=None):
        with self.work.reading() as work:
            page = work.reviews.page({"state": state} if state else {}, after, limit)
            return {"items": [review.facts() for review in page.items], "next": page.next}

    @rpc
    def decide_review(self, review_id, facts):
        with self.work() as work:
            review = work.reviews.get(review_id)
            review.decide(facts, work.now(), work.context.principal)
            work.reviews.save(review)
            work.audit(f"review.{review.decision}", review.id, offer_id=review.offer_id)
            if review.is_overruled:
                self._want(work, review.edition_id, review.candidate_id, work.offers.get(review.offer_id))
            return work.commit(review.facts())

    @rpc
    def tell_attributes(self, candidate_id, facts):
        """What a candidate says of themselves for impact ratios, and for nothing else."""
        with self.work() as work:
            work.candidates.of_person(candidate_id)
            work.attributes.tell(candidate_id, gender=facts.get("gender"), province=facts.get("province"))
            return work.commit({"candidate_id": candidate_id, **facts})

    @rpc
    def impact(self, edition_id):
        with self.work.reading() as work:
            considered = list(work.candidates.profiles_of(work.registrations.expected_at(edition_id)))
            served = {interview.candidate_id for interview in work.interviews.at(edition_id)}
            known = work.attributes.of(considered)
            return {"items": impact(known, considered, served), "next": None}
