"""Requests for interviews: asked by either side, answered by the other, booked at once where people pick times."""

from multaqa.errors import NotFound, Refused
from multaqa.ids import new_id
from multaqa.messages.matching import InterviewRequestAnswered, InterviewRequested
from multaqa.rpc import rpc
from services.matching.domain import Interview, Meeting, TimetableRun
from services.matching.domain.changes import Change
from services.matching.domain.modes import InterviewModes
from services.matching.domain.picking import first_common_place, slots_nobody_receives
from services.matching.domain.request import InterviewRequest, ToldRequest
from services.matching.service.company_view import CompanyView


class RequestDesk:
    @rpc
    def state_interview_modes(self, edition_id, facts):
        with self.work() as work:
            work.editions.get(edition_id)
            modes = work.modes.at(edition_id) or InterviewModes(new_id(), edition_id)
            booked = bool(work.interviews.count({"edition_id": edition_id}))
            booked = booked or work.requests.were_accepted_at(edition_id)
            modes.state(facts, booked=booked, walk_slots=self.own["walk_slots"], at=work.now())
            work.modes.save(modes)
            work.audit("modes.stated", edition_id, requests=modes.requests, times=modes.times)
            return work.commit(modes.facts())

    @rpc
    def get_interview_modes(self, edition_id):
        with self.work.reading() as work:
            return self._modes_at(work, edition_id).facts()

    @staticmethod
    def _modes_at(work, edition_id):
        modes = work.modes.at(edition_id)
        if modes is None:
            raise NotFound("interview_modes.not_found", "Nobody asks for interviews at this edition.", id=edition_id)
        return modes

    # asking

    @rpc
    def request_interview(self, candidate_id, facts):
        with self.work() as work:
            work.candidates.of_person(candidate_id)
            offer = work.offers.get(facts["offer_id"])
            profile = self._profiles(work, [candidate_id], [offer])[candidate_id]
            if unmet := offer.unmet(profile):
                text = "The offer has a condition that is not met."
                raise Refused("request.knocked_out", text, conditions=unmet)
            return work.commit(self._ask(work, "candidate", candidate_id, offer, facts).facts(work.now()))

    @rpc
    def request_candidate(self, offer_id, facts):
        """A company asks only whom it may know."""
        with self.work() as work:
            offer = work.offers.get(offer_id)
            candidate_id = facts["candidate_id"]
            work.candidates.of_person(candidate_id)
            if not CompanyView(work).of_those_who_share([offer], candidate_id):
                text = "This person has no profile here."
                raise NotFound("candidate.not_found", text, person_id=candidate_id)
            return work.commit(self._ask(work, "company", candidate_id, offer, facts).facts(work.now()))

    def _ask(self, work, side, candidate_id, offer, facts):
        modes, edition = work.modes.at(offer.edition_id), work.editions.get(offer.edition_id)
        if modes is None:
            raise Refused("request.not_open", "Nobody asks for interviews at this edition.")
        self._must_be_free(work, candidate_id, offer, edition)
        request = InterviewRequest(
            new_id(), offer.edition_id, offer.id, offer.organisation_id, candidate_id, side, work.now(),
            edition["ends_at"], tuple(facts.get("slots") or ()),
        )  # fmt: skip
        if modes.automatic:
            request.accept_itself(work.now())
        self._settle(work, modes, request, offer, acted=side, new=True)
        return request

    def _must_be_free(self, work, candidate_id, offer, edition):
        edition_id = offer.edition_id
        if work.now() >= edition["ends_at"]:
            raise Refused("request.edition_over", "This edition is over.")
        self._must_take_interviews(work, offer, candidate_id)
        if candidate_id not in self._expected(work, offer):
            raise Refused("request.not_admitted", "This person has no seat at the edition that this offer is open to.")
        standing = work.requests.standing_of(candidate_id, edition_id)
        met = work.interviews.between(edition_id, candidate_id, offer.organisation_id)
        if any(one.organisation_id == offer.organisation_id for one in [*standing, *met]):
            raise Refused("request.already_asked", "These two have an interview, or a request for one.")
        most = self.own["requests_per_person"]
        if len(standing) >= most:
            raise Refused("request.too_many", f"At most {most} requests of one person stand at once.", most=most)
        work.registrations.decide_with(candidate_id, edition_id, work.now())

    @staticmethod
    def _must_take_interviews(work, offer, candidate_id):
        offer.refuse_closed()
        offer.refuse_filled()
        if work.forbidden.of_meeting(offer.edition_id, candidate_id, offer.organisation_id):
            raise Refused("request.forbidden", "These two do not meet at this edition.")

    # answering

    @rpc
    def answer_request_as_candidate(self, candidate_id, request_id, facts):
        with self.work() as work:
            request = self._request(work, request_id, candidate_id=candidate_id)
            return work.commit(self._answer(work, request, "candidate", facts).facts(work.now()))

    @rpc
    def answer_request_as_company(self, offer_id, request_id, facts):
        with self.work() as work:
            request = self._answer(work, self._request(work, request_id, offer_id=offer_id), "company", facts)
            return work.commit(*self._told_company(work, [request]))

    @staticmethod
    def _request(work, request_id, **whose):
        request = work.requests.get(request_id)
        if any(getattr(request, name) != value for name, value in whose.items()):
            raise NotFound("interview_request.not_found", "There is no interview request with this id.", id=request_id)
        return request

    def _answer(self, work, request, side, facts):
        modes, offer = self._modes_at(work, request.edition_id), work.offers.get(request.offer_id)
        verb = facts["answer"]
        if verb == "cancel":
            request.cancel(side, work.now())
            self._give_up(work, request)
        elif verb == "decline":
            request.decline(side, work.now())
            self._give_up(work, request)
        else:
            request.accept(side, work.now())
            self._must_take_interviews(work, offer, request.candidate_id)
            work.registrations.decide_with(request.candidate_id, request.edition_id, work.now())
        self._settle(work, modes, request, offer, acted=side, slot=facts.get("slot"))
        return request

    def _give_up(self, work, request):
        """What was planned for it is cancelled, whoever planned it; what was held stays."""
        met = work.interviews.between(request.edition_id, request.candidate_id, request.organisation_id)
        for interview in met:
            if interview.state != "planned":
                raise Refused("interview.already_recorded", "The outcome has been recorded.", state=interview.state)
        if met:
            self._release(work, met, "request_cancelled")

    def _settle(self, work, modes, request, offer, *, acted, slot=None, new=False):
        """Book where people pick, save, and tell the candidate what the company did or when they meet."""
        interview = None
        if request.state == "accepted" and modes.people_pick:
            interview = self._book(work, modes, request, offer, slot)
            request.book(interview)
        work.requests.save(request)
        told = self._told_candidate(work, request, offer, interview)
        if new and acted == "company" and request.state == "open":
            work.publish(InterviewRequested, told)
        elif interview or (acted == "company" and request.state != "open"):
            work.publish(InterviewRequestAnswered, told)

    @staticmethod
    def _told_candidate(work, request, offer, interview=None):
        known = work.organisations.find(request.organisation_id)
        return ToldRequest(request, offer, known["name"] if known else None, interview)

    def _lapse_unanswered(self, work, offer):
        """For an offer that takes no interviews any more; what was agreed on stays."""
        for request in work.requests.unanswered_for(offer.id):
            if request.state_at(work.now()) == "open":
                request.lapse()
                work.requests.save(request)
                work.publish(InterviewRequestAnswered, self._told_candidate(work, request, offer))

    def _book(self, work, modes, request, offer, slot):
        """Within this transaction: two who pick one place, one person's two places, or one organisation's recruiters,
        come one after the other."""
        offered = set(request.slots) if slot is None else {slot} & set(request.slots or [slot])
        place = self._common_place(work, modes.grid, request, offer, offered) if slot is None or offered else None
        if place is None:
            raise Refused("request.no_common_slot", "No slot that both sides offer is free.")
        profile = self._profiles(work, [request.candidate_id], [offer])[request.candidate_id]
        score = self._scale(work, [offer]).score(profile, offer)
        meeting = Meeting(request.candidate_id, offer, score, place[1], place[0])
        interview = Interview.planned(new_id(), self._picked_in(work, modes), meeting)
        work.interviews.add_all([interview])
        self._tell_world(work, [Change(interview)])
        return interview

    def _common_place(self, work, grid, request, offer, offered):
        edition_id, candidate_id, organisation_id = request.edition_id, request.candidate_id, request.organisation_id
        work.stands.decide_with(edition_id, organisation_id, work.now())
        booked = work.interviews.of_either(edition_id, candidate_id, organisation_id)
        received = [one for one in booked if one.organisation_id == organisation_id]
        offers = {one.id: one for one in work.offers.some({one.offer_id for one in received})}
        away = set(self._slots_away(work, edition_id, grid, [candidate_id]).get(candidate_id, ()))
        away |= slots_nobody_receives(grid, offer, received, offers)
        if late := work.late.of_organisation(edition_id, organisation_id):
            away |= grid.before(late.until)
        tables = work.stands.tables_at(edition_id).get(organisation_id, ())
        return first_common_place(grid, tables, booked, candidate_id, offered, work.now(), away)

    def _picked_in(self, work, modes):
        """The run that stands for what people picked: there is one, begun with the first booking."""
        run = work.runs.published_at(modes.edition_id)
        if run is None or run.grid != modes.grid:
            number, most = work.runs.next_number(modes.edition_id), self.own["most_per_candidate"]
            run = TimetableRun(
                new_id(), modes.edition_id, number, modes.grid, most, work.now(), "published", work.now()
            )
            work.runs.save(run)
        return run

    # reading

    @rpc
    def requests_of_candidate(self, candidate_id):
        with self.work.reading() as work:
            return {"items": [one.facts(work.now()) for one in work.requests.of(candidate_id)], "next": None}

    @rpc
    def requests_of_offer(self, offer_id, after=None, limit=50):
        with self.work.reading() as work:
            work.offers.get(offer_id)
            page = work.requests.page({"offer_id": offer_id}, after, limit)
            return {"items": self._told_company(work, page.items), "next": page.next}

    @staticmethod
    def _told_company(work, requests):
        return CompanyView(work).told(requests, lambda one: one.facts(work.now()))
