"""Asking people whether they are still in their jobs, and their answer by link."""

from datetime import datetime, time, timedelta

from multaqa.bus import due
from multaqa.links import gone, new_link
from multaqa.messages.matching import ConfirmationAsked
from multaqa.rpc import rpc
from multaqa.zone import CASABLANCA, day_of
from services.matching.domain import ConfirmationLink, Question
from services.matching.domain.hiring import MILESTONES

ASK = "ask_confirmation"
MORNING = time(9, tzinfo=CASABLANCA)


class ConfirmationDesk:
    @due(ASK)
    def ask_confirmation(self, due):
        """Nobody is asked who was erased, has answered, or whom the employer answered for."""
        months, reminder = due.facts["months"], due.facts["reminder"]
        with self.work() as work:
            hiring = work.hirings.get(due.facts["hiring_id"])
            today = day_of(work.now())
            candidate = work.candidates.find_person(hiring.candidate_id)
            if hiring.may_be_asked(months, today) and candidate:
                work.candidates.save(candidate)  # an erasure in the same instant is a write conflict
                link = new_link(work.context.tenant)
                kept = ConfirmationLink(link.digest, hiring.id, hiring.candidate_id, months, work.now())
                work.confirmation_links.save(kept)
                work.publish(ConfirmationAsked, _question(work, hiring, months, reminder=reminder), token=link.token)
                if not reminder:
                    again_at = work.now() + timedelta(days=self.own["confirmation_reminder_days"])
                    work.schedule(ASK, due.key, again_at, **{**due.facts, "reminder": True})
            work.commit()

    @rpc
    def read_job_by_link(self, link):
        with self.work.reading() as work:
            hiring, months = _behind(work, link)
            return _question(work, hiring, months).shown()

    @rpc
    def answer_job_by_link(self, link, still):
        """The same answer again changes nothing; another one is refused."""
        with self.work() as work:
            hiring, months = _behind(work, link)
            if hiring.said(months) is not still:
                self._confirm(work, hiring, months, still=still)
                work.audit("hiring.confirmed_by_link", hiring.id, months=months, still=still)
            return work.commit(_question(work, hiring, months).shown())

    # for the other desks

    @staticmethod
    def _plan_to_ask(work, hiring):
        for months in MILESTONES:
            facts = {"hiring_id": hiring.id, "months": months, "reminder": False}
            work.schedule(ASK, _key(hiring, months), datetime.combine(hiring.due_on(months), MORNING), **facts)

    @staticmethod
    def _ask_no_more(work, hiring):
        for months in MILESTONES:
            work.unschedule(ASK, _key(hiring, months))


def _key(hiring, months):
    return f"{hiring.id}/{months}"


def _behind(work, link):
    """The hiring and the milestone that the holder of this link is asked about; one that was withdrawn is gone."""
    found = work.confirmation_links.find(link)
    hiring = work.hirings.get(found.hiring_id) if found else None
    if hiring is None or hiring.state != "hired":
        raise gone()
    return hiring, found.months


def _question(work, hiring, months, *, reminder=False):
    organisation = work.organisations.find(hiring.organisation_id)
    name = organisation["name"] if organisation else None
    return Question(hiring, work.offers.get(hiring.offer_id), name, months, reminder)
