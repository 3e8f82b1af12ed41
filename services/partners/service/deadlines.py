"""Deadlines: kept in the transaction that sets a date, reminded of once for each of 180, 90, 30 and 7 days."""

from multaqa.bus import due
from multaqa.ids import derived_id
from multaqa.messages.partners import DeadlineNear
from multaqa.rpc import rpc
from services.partners.domain import DIRECTORATE
from services.partners.domain.deadline import Deadline
from services.partners.domain.steward import Steward
from services.partners.service.addressees import addressees_of

OUTSTANDING = ("kind", "quantity", "unit", "progress")


class DeadlineDesk:
    @rpc
    def list_deadlines(self, after=None, limit=50, before=None, organisation_id=None, kind=None):
        with self.work.reading() as work:
            names = {"$in": names_of(work, organisation_id)} if organisation_id else None
            asked = {"organisations": names, "kind": kind, "on": {"$lte": before} if before else None}
            page = work.deadlines.coming({name: value for name, value in asked.items() if value}, after, limit)
            return {"items": [deadline.facts() for deadline in page.items], "next": page.next}

    @rpc
    def name_steward(self, facts):
        """Who is written to about every agreement that has nobody of its own."""
        with self.work() as work:
            return work.commit(_named(work, DIRECTORATE, facts))

    @rpc
    def name_agreement_steward(self, agreement_id, facts):
        with self.work() as work:
            return work.commit(_named(work, work.agreements.get(agreement_id).id, facts))

    def _follow_term(self, work, agreement):
        """To be called whenever the term of an agreement in force changes: renewed, noticed, resumed."""
        keep_deadlines(work, agreement)

    @due("deadline")
    def meet_deadline(self, due):
        """A reminder's morning has come, or the end of the day: one row per deadline, that plans its own next turn."""
        with self.work() as work:
            deadline = work.deadlines.get(due.key)
            days = deadline.remind(work.now())
            _keep(work, deadline)
            if days:
                _remind(work, deadline, days)
            if deadline.commitment_id and deadline.is_past(work.now()):
                self._fall_due(work, deadline.commitment_id)
            work.commit()


def _named(work, of, facts):
    steward = work.stewards.find(of) or Steward.named(of, facts)
    steward.hand_over(facts)
    work.stewards.save(steward)
    work.audit("steward.named", of)
    return steward.facts()


def names_of(work, organisation_id):
    """Every id under which an organisation is found in what was signed: its own, and those of its duplicates."""
    heir = work.organisations.current([organisation_id]).get(organisation_id)
    return work.organisations.ids_of(heir.id) if heir else [organisation_id]


def keep_deadlines(work, agreement, commitments=()):
    """Set the days of an agreement, or move them; those of its new commitments are set."""
    for kind, day in _days_of(agreement).items():
        if day is None:
            _close(work, work.deadlines.find(derived_id(agreement.id, kind)))
        else:
            _take_over(work, _deadline(work, agreement, kind, day))
    for commitment in commitments:
        _take_over(work, _deadline(work, agreement, "commitment", commitment.due_on, commitment))


def close_deadlines(work, agreement):
    for deadline in work.deadlines.of_agreement(agreement.id):
        _close(work, deadline)


def follow_commitment(work, commitment):
    """Nobody is reminded of what is settled; where it turns out not to be, they are again."""
    deadline = work.deadlines.find(derived_id(commitment.id, "commitment"))
    if commitment.is_settled:
        _close(work, deadline)
    elif deadline and not deadline.is_open:
        deadline.reopen(work.now())
        _keep(work, deadline)


def _days_of(agreement):
    """Where an agreement renews itself, the last day on which notice prevents that is a deadline of its own."""
    term = agreement.text.term
    asks = agreement.renews_itself and term.notice_days > 0
    return {"expiry": agreement.last_day, "notice": term.notice_by(agreement.renewals) if asks else None}


def _deadline(work, agreement, kind, day, commitment=None):
    about = commitment or agreement
    return Deadline(
        id=derived_id(about.id, kind),
        kind=kind,
        agreement_id=agreement.id,
        on=day,
        title=agreement.text.title,
        organisations=tuple(agreement.organisations),
        since=work.now(),
        seen=work.now(),
        commitment_id=commitment.id if commitment else None,
    )


def _take_over(work, wanted):
    deadline = work.deadlines.find(wanted.id) or wanted
    deadline.take_over(wanted)
    _keep(work, deadline)


def _close(work, deadline):
    if deadline and deadline.is_open:
        deadline.close()
        _keep(work, deadline)


def _keep(work, deadline):
    """Save it, and plan its next turn in the same transaction."""
    work.deadlines.save(deadline)
    if deadline.next_turn:
        work.schedule("deadline", deadline.id, deadline.next_turn)
    else:
        work.unschedule("deadline", deadline.id)


def _remind(work, deadline, days):
    commitment = work.commitments.get(deadline.commitment_id) if deadline.commitment_id else None
    outstanding = {name: getattr(commitment, name) for name in OUTSTANDING} if commitment else None
    addressees = addressees_of(work, deadline.organisations, follows=deadline.agreement_id)
    work.publish(DeadlineNear, deadline, days=days, commitment=outstanding, addressees=addressees)
