"""Commitments: made by an agreement in force, counted by what other rooms tell, confirmed where that is in doubt."""

from multaqa.bus import subscribe
from multaqa.ids import derived_id, new_id
from multaqa.messages.events import JurorScored, StandAttended
from multaqa.messages.matching import CandidateHired, HiringDeclined, HiringWithdrawn
from multaqa.messages.partners import (
    CommitmentFulfilled,
    CommitmentLapsed,
    CommitmentLate,
    CommitmentMade,
    CommitmentProgressed,
    CommitmentWaived,
)
from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.partners.domain.commitment import Commitment
from services.partners.domain.evidence import KINDS_OF_CONTRACT, Evidence, Told, claim, reckon
from services.partners.service.deadlines import close_deadlines, follow_commitment, keep_deadlines, names_of

NEWS = {
    "progressed": CommitmentProgressed,
    "fulfilled": CommitmentFulfilled,
    "late": CommitmentLate,
    "lapsed": CommitmentLapsed,
    "waived": CommitmentWaived,
}


class CommitmentDesk:
    # what an agreement brings about

    def _promise(self, work, agreement):
        """Each promise of the text becomes a commitment, once; what was heard before counts where it can."""
        known = {commitment.id for commitment in work.commitments.of_agreement(agreement.id)}
        made = [one for one in _promised(agreement, at=work.now()) if one.id not in known]
        work.commitments.add_all(made)
        keep_deadlines(work, agreement, made)
        for commitment in made:
            work.publish(CommitmentMade, commitment)
            commitment.settle(day_of(work.now()))
            if commitment.news:
                _keep(work, commitment)
        for owner in sorted({commitment.owner for commitment in made}):
            self._count_earlier(work, owner)

    def _count_earlier(self, work, organisation_id):
        """Let count what was heard before there was a commitment to count it for; also after a merger of two."""
        names = names_of(work, organisation_id)
        promised = work.commitments.promised_by(names)
        if not promised:
            return
        for evidence in work.evidence.unclaimed(names, since=min(one.starts_on for one in promised)):
            for commitment in claim(evidence, promised, day_of(work.now())):
                _keep(work, commitment)
            if evidence.standing != "unclaimed":
                work.evidence.save(evidence)

    def _release(self, work, agreement):
        """The agreement has ended: what it left open lapses, and nothing of it falls due any more."""
        for commitment in work.commitments.of_agreement(agreement.id):
            commitment.end(day_of(work.now()))
            _keep(work, commitment)
        close_deadlines(work, agreement)

    def _fall_due(self, work, commitment_id):
        commitment = work.commitments.get(commitment_id)
        commitment.settle(day_of(work.now()))
        if commitment.news:
            _keep(work, commitment)

    # what other rooms tell

    @subscribe(CandidateHired)
    def count_hiring(self, message):
        self._hear(_hiring(message, holds=True))

    @subscribe(HiringDeclined)
    def take_back_hiring(self, message):
        self._hear(_hiring(message, holds=False))

    @subscribe(HiringWithdrawn)
    def take_back_withdrawn(self, message):
        self._hear(_hiring(message, holds=False))

    @subscribe(StandAttended)
    def count_stand(self, message):
        facts = message.facts
        self._hear(
            Told(
                source=message.subject,
                message_id=message.id,
                type=message.type,
                version=message.version,
                organisation_id=facts["organisation_id"],
                kinds=("stands",),
                day=day_of(facts["arrived_at"]),
            )
        )

    @subscribe(JurorScored)
    def count_juror(self, message):
        facts = message.facts
        self._hear(
            Told(
                source=message.subject,
                message_id=message.id,
                type=message.type,
                version=message.version,
                organisation_id=facts["organisation_id"],
                kinds=("jury_members",),
                day=day_of(facts["scored_at"]),
            )
        )

    def _hear(self, told):
        with self.work() as work:
            evidence = work.evidence.find(told.source) or Evidence.of(told, at=work.now())
            if evidence.is_news(told):
                promised = work.commitments.promised_by(names_of(work, told.organisation_id))
                for commitment in reckon(evidence, told, promised, day_of(work.now())):
                    _keep(work, commitment)
                work.evidence.save(evidence)
            work.commit()

    # what humans say

    @rpc
    def list_commitments(self, after=None, limit=50, agreement_id=None, owner=None, kind=None, status=None):
        asked = {"agreement_id": agreement_id, "kind": kind, "status": status}
        with self.work.reading() as work:
            owners = {"owner": {"$in": names_of(work, owner)}} if owner else {}
            return _listed(work.commitments.page({**_given(asked), **owners}, after, limit))

    @rpc
    def get_commitment(self, commitment_id):
        with self.work.reading() as work:
            return work.commitments.get(commitment_id).facts()

    @rpc
    def waive_commitment(self, commitment_id, reason):
        with self.work() as work:
            commitment = work.commitments.get(commitment_id)
            commitment.waive(reason)
            _keep(work, commitment)
            work.audit("commitment.waived", commitment_id, reason=reason)
            return work.commit(commitment.facts())

    @rpc
    def list_evidence(self, after=None, limit=50, organisation_id=None, standing=None):
        with self.work.reading() as work:
            doers = {"organisation_id": {"$in": names_of(work, organisation_id)}} if organisation_id else {}
            return _listed(work.evidence.page({**_given({"standing": standing}), **doers}, after, limit))

    @rpc
    def evidence_of_commitment(self, commitment_id, after=None, limit=50):
        with self.work.reading() as work:
            commitment = work.commitments.get(commitment_id)
            return _listed(work.evidence.page_speaking_for(commitment.id, after, limit))

    @rpc
    def bring_evidence(self, commitment_id, facts):
        with self.work() as work:
            commitment = work.commitments.get(commitment_id)
            evidence = Evidence.brought(new_id(), commitment, facts, by=work.context.principal, at=work.now())
            commitment.count(evidence.quantity, day_of(work.now()))
            _keep(work, commitment)
            work.evidence.save(evidence)
            work.audit("evidence.brought", evidence.id, commitment_id=commitment_id, quantity=evidence.quantity)
            return work.commit(evidence.facts())

    @rpc
    def confirm_evidence(self, evidence_id, commitment_id):
        with self.work() as work:
            evidence, commitment = work.evidence.get(evidence_id), work.commitments.get(commitment_id)
            evidence.confirm(commitment, by=work.context.principal)
            commitment.count(evidence.quantity, day_of(work.now()))
            _keep(work, commitment)
            work.evidence.save(evidence)
            work.audit("evidence.confirmed", evidence_id, commitment_id=commitment_id)
            return work.commit(evidence.facts())

    @rpc
    def reject_evidence(self, evidence_id, reason):
        with self.work() as work:
            evidence = work.evidence.get(evidence_id)
            counted_for = evidence.commitment_id
            evidence.reject(reason, by=work.context.principal)
            if counted_for:
                commitment = work.commitments.get(counted_for)
                commitment.take_back(evidence.quantity, day_of(work.now()))
                _keep(work, commitment)
            work.evidence.save(evidence)
            work.audit("evidence.rejected", evidence_id, reason=reason)
            return work.commit(evidence.facts())


def _promised(agreement, at):
    starts_on = agreement.text.term.starts_on or day_of(at)
    for place, promise in enumerate(agreement.commitments):
        commitment_id = derived_id(agreement.id, "promise", str(place))
        yield Commitment.made(commitment_id, agreement.id, promise, starts_on, at)


def _keep(work, commitment):
    """Save it, tell what is new, and remind of its deadline as long as it is not settled."""
    work.commitments.save(commitment)
    for news in commitment.news:
        work.publish(NEWS[news], commitment)
    commitment.news.clear()
    follow_commitment(work, commitment)


def _hiring(message, *, holds):
    facts = message.facts
    return Told(
        source=message.subject,
        message_id=message.id,
        type=message.type,
        version=message.version,
        organisation_id=facts["organisation_id"],
        kinds=KINDS_OF_CONTRACT[facts["contract"]],
        day=day_of(facts["answered_at"] or facts["offered_at"]),
        holds=holds,
    )


def _given(asked):
    return {name: value for name, value in asked.items() if value}


def _listed(page):
    return {"items": [entity.facts() for entity in page.items], "next": page.next}
