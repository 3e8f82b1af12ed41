"""Receiving at a company's tables by link: its interviews of the day, what came of them, and jobs offered."""

from dataclasses import asdict
from datetime import timedelta

from multaqa.errors import NotFound
from multaqa.links import gone, new_link
from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.matching.domain import Interview
from services.matching.domain.reception import ReceptionLink, of_the_day
from services.matching.service.company_view import CompanyView

TOLD = ("id", "table", "starts_at", "ends_at", "state", "rating", "next_step", "candidate_id")


class ReceptionDesk:
    @rpc
    def open_reception(self, edition_id, organisation_id):
        """The token is shown once; what is kept of the answer, for a repeat, lacks it."""
        with self.work() as work:
            work.editions.get(edition_id)
            work.organisations.get(organisation_id)
            organisation_id = work.organisations.current(organisation_id)
            for earlier in work.reception_links.working(edition_id, organisation_id):
                earlier.ended_at = work.now()
                work.reception_links.save(earlier)
            link = new_link(work.context.tenant)
            work.reception_links.save(ReceptionLink(link.digest, edition_id, organisation_id, work.now()))
            work.audit("reception.linked", organisation_id, edition_id=edition_id)
            told = {"edition_id": edition_id, "organisation_id": organisation_id}
            work.commit({**told, "token": None})
            return {**told, "token": link.token}

    @rpc
    def read_reception_by_link(self, link):
        with self.work.reading() as work:
            edition_id, organisation_id = self._received(work, link)
            own = [one for one in work.interviews.at(edition_id) if one.organisation_id == organisation_id]
            day, interviews = of_the_day(own, day_of(work.now()))
            return {
                "edition": _edition_told(work, edition_id),
                "organisation_name": work.organisations.get(organisation_id)["name"],
                "day": day.isoformat() if day else None,
                "interviews": self._interviews_told(work, interviews),
            }

    @staticmethod
    def _interviews_told(work, interviews):
        """By the person's id where they share with the company, else nameless."""
        titles = {offer_id: work.offers.get(offer_id).title for offer_id in {one.offer_id for one in interviews}}
        jobs = {one.interview_id: one for one in work.hirings.after_any([each.id for each in interviews])}
        shown = CompanyView(work).told(interviews, Interview.facts)
        return [
            {
                **{name: facts[name] for name in TOLD},
                "candidate_id": one.candidate_id if facts["candidate_id"] == one.candidate_id else None,
                "offer_title": asdict(titles[one.offer_id]),
                "job": jobs[one.id].state if one.id in jobs else None,
            }
            for one, facts in zip(interviews, shown, strict=True)
        ]

    @rpc
    def note_outcome_by_link(self, link, interview_id, facts):
        """The first time it is recorded; later, as long as no job was offered, corrected."""
        with self.work() as work:
            interview = self._received_interview(work, link, interview_id)
            self._note_outcome(work, interview, facts)
            return work.commit(*self._interviews_told(work, [interview]))

    @rpc
    def offer_job_by_link(self, link, interview_id, facts):
        """Under the contract of the offer."""
        with self.work() as work:
            interview = self._received_interview(work, link, interview_id)
            contract = work.offers.get(interview.offer_id).contract
            self._offer_job(work, interview, {**facts, "contract": contract})
            return work.commit(*self._interviews_told(work, [interview]))

    def _received(self, work, link):
        """The edition and company of a link; it works until the company's offers close there by themselves."""
        found = work.reception_links.find(link)
        if found is None or found.ended_at:
            raise gone()
        ends_at = work.editions.get(found.edition_id)["ends_at"]
        if work.now() >= ends_at + timedelta(days=self.own["offer_open_days_after_edition"]):
            raise gone()
        return found.edition_id, work.organisations.current(found.organisation_id)

    def _received_interview(self, work, link, interview_id):
        """Another company's is as if it were not there."""
        place = self._received(work, link)
        interview = work.interviews.find(interview_id)
        if interview is None or (interview.edition_id, interview.organisation_id) != place:
            raise NotFound("interview.not_found", "There is no interview with this id.", id=interview_id)
        return interview


def _edition_told(work, edition_id):
    edition = work.editions.get(edition_id)
    return {"id": edition_id, "series_name": edition["series_name"], "number": edition["number"]}
