"""What the organisations on a committee are told by mail: a seat to fill, a meeting to come to."""

from dataclasses import asdict

from multaqa.messages.partners import MeetingNoticeGiven, SeatLeftVacant
from multaqa.zone import day_of
from services.partners.domain import DIRECTORATE
from services.partners.service.addressees import addressees_of


def tell_of_vacancy(work, seat):
    """Whoever may name a holder is asked to; where nobody can be written to, the list of vacant seats says it all."""
    addressees = addressees_of(work, [seat.organisation_id], follows=seat.agreement_id or DIRECTORATE)
    if addressees:
        committee = work.committees.get(seat.committee_id)
        work.publish(SeatLeftVacant, seat, committee_name=asdict(committee.name), addressees=addressees)


def tell_members(work, meeting):
    """Each organisation with a seat on the committee is told once for each step, whoever sits there for it."""
    on_the_day = day_of(meeting.starts_at)
    members = {seat.organisation_id for seat in work.seats.of(meeting.committee_id) if seat.stands_on(on_the_day)}
    addressees = addressees_of(work, sorted(members), follows=DIRECTORATE)
    if addressees:
        committee = work.committees.get(meeting.committee_id)
        work.publish(MeetingNoticeGiven, meeting, committee_name=asdict(committee.name), addressees=addressees)
