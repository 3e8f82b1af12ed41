"""Agreements: from the first draft to the end, by the hands of staff and by the calendar."""

from multaqa.bus import due
from multaqa.ids import new_id
from multaqa.messages.partners import (
    AgreementAmended,
    AgreementApproved,
    AgreementDrafted,
    AgreementEnded,
    AgreementExpiring,
    AgreementInForce,
    AgreementPartySigned,
    AgreementRenewed,
    AgreementSentForSignature,
)
from multaqa.rpc import rpc
from services.partners.domain import Agreement
from services.partners.store import asked_of_agreements

TURNS = "agreement_turns"
TOLD_OF_A_TURN = {"near_the_end": AgreementExpiring, "renew": AgreementRenewed, "expire": AgreementEnded}


class AgreementDesk:
    # the text is written

    @rpc
    def draft_agreement(self, facts):
        with self.work() as work:
            parent = work.agreements.get(facts["parent_id"]) if facts.get("parent_id") else None
            template = _template(work, facts)
            agreement = Agreement.drafted(new_id(), facts, work.now(), template=template, parent=parent)
            self._keep_text(work, agreement)
            work.publish(AgreementDrafted, agreement)
            return work.commit(agreement.shown())

    @rpc
    def list_agreements(self, after=None, limit=50, **asked):
        with self.work.reading() as work:
            if asked.get("organisation_id"):
                asked["organisation_id"] = {"$in": work.organisations.ids_of(asked["organisation_id"])}
            return _listed(work.agreements.listed(asked_of_agreements(asked), after, limit))

    @rpc
    def get_agreement(self, agreement_id):
        with self.work.reading() as work:
            return work.agreements.get(agreement_id).shown()

    @rpc
    def list_children(self, agreement_id, after=None, limit=50):
        with self.work.reading() as work:
            parent = work.agreements.get(agreement_id)
            return _listed(work.agreements.listed({"parent_id": parent.id}, after, limit))

    @rpc
    def revise_agreement(self, agreement_id, facts, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.revise(facts, template=_template(work, facts))
            self._keep_text(work, agreement, facts.get("proposed_by"), facts.get("note"))
            work.audit("agreement.revised", agreement_id, text_version=agreement.text.number, digest=agreement.digest)
            return work.commit(agreement.shown())

    @rpc
    def review_agreement(self, agreement_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.review()
            return work.commit(_kept(work, agreement, "agreement.reviewed"))

    @rpc
    def return_agreement(self, agreement_id, reason, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.return_to_draft(reason)
            return work.commit(_kept(work, agreement, "agreement.returned"))

    @rpc
    def negotiate_agreement(self, agreement_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.negotiate()
            return work.commit(_kept(work, agreement, "agreement.negotiated"))

    @rpc
    def approve_agreement(self, agreement_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.approve(at=work.now())
            answer = _kept(work, agreement, "agreement.approved")
            work.publish(AgreementApproved, agreement)
            return work.commit(answer)

    @rpc
    def reopen_agreement(self, agreement_id, reason, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.reopen(reason)
            self._stop_signing(work, agreement)
            return work.commit(_kept(work, agreement, "agreement.reopened"))

    def _keep_text(self, work, agreement, proposed_by=None, note=None):
        """Save a new text and the round it is, once everybody it names is known."""
        work.sectors.known().require(agreement.sectors)
        institutes = work.organisations.institutes_among(agreement.text.scope.institutes)
        agreement.require_known(work.organisations.known_among(agreement.organisations), institutes)
        self._require_committees(work, agreement)
        work.agreements.save(agreement)
        work.text_versions.save(agreement.written(new_id(), work.now(), proposed_by, note))

    # the text is signed

    @rpc
    def send_for_signature(self, agreement_id, order=None, signatories=None, expires_on=None, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.send_for_signature(order or "free", at=work.now())
            answer = _kept(work, agreement, "agreement.sent_for_signature")
            work.publish(AgreementSentForSignature, agreement, digest=agreement.digest)
            self._ask_signatures(work, agreement, signatories or (), expires_on)
            return work.commit(answer)

    def _tell_signed(self, work, agreement, organisation_id):
        digest = agreement.digest
        work.publish(AgreementPartySigned, agreement, organisation_id=organisation_id, digest=digest)
        if agreement.is_in_force:
            work.publish(AgreementInForce, agreement, digest=digest)
        self._after_signature(work, agreement, organisation_id)

    @rpc
    def decline_agreement(self, agreement_id, organisation_id, reason, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.decline(organisation_id, reason, at=work.now())
            return work.commit(self._kept_as_ended(work, agreement, "agreement.declined"))

    @rpc
    def withdraw_agreement(self, agreement_id, reason, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.withdraw(reason, at=work.now())
            return work.commit(self._kept_as_ended(work, agreement, "agreement.withdrawn"))

    # the text binds

    def _came_into_force(self, work, agreement):
        """What follows from it in the same unit of work."""
        _schedule_turn(work, agreement)
        self._promise(work, agreement)
        self._grant_seats(work, agreement)
        self._ask_document(work, agreement)
        if agreement.is_amendment:
            _amend_parent(work, agreement)

    @rpc
    def give_notice(self, agreement_id, organisation_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.give_notice(organisation_id, at=work.now())
            answer = _kept(work, agreement, "agreement.notice_given", organisation_id=organisation_id)
            self._follow_term(work, agreement)
            return work.commit(answer)

    @rpc
    def suspend_agreement(self, agreement_id, reason, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.suspend(reason)
            _schedule_turn(work, agreement)
            return work.commit(_kept(work, agreement, "agreement.suspended"))

    @rpc
    def resume_agreement(self, agreement_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.resume()
            _schedule_turn(work, agreement)
            self._follow_term(work, agreement)
            return work.commit(_kept(work, agreement, "agreement.resumed"))

    # the text ends

    @rpc
    def conclude_agreement(self, agreement_id, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            promised = work.commitments.of_agreement(agreement_id)
            agreement.conclude([one.id for one in promised if not one.is_settled], at=work.now())
            return work.commit(self._kept_as_ended(work, agreement, "agreement.concluded"))

    @rpc
    def terminate_agreement(self, agreement_id, reason, mutual=None, expected_version=None):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id, version=expected_version)
            agreement.terminate(reason, at=work.now(), mutual=bool(mutual))
            return work.commit(self._kept_as_ended(work, agreement, "agreement.terminated"))

    def _kept_as_ended(self, work, agreement, action):
        answer = _kept(work, agreement, action)
        work.publish(AgreementEnded, agreement)
        work.unschedule(TURNS, agreement.id)
        self._stop_signing(work, agreement)
        self._ended(work, agreement)
        return answer

    def _ended(self, work, agreement):
        """What follows from the end of what bound, in the same unit of work."""
        if agreement.in_force_at:
            self._release(work, agreement)
            self._end_seats(work, agreement)
            for amendment in work.agreements.standing_among(agreement.amended_by):
                amendment.fall_with(agreement, at=work.now())
                self._kept_as_ended(work, amendment, "agreement.fell_with_parent")

    # the calendar

    @due(TURNS)
    def turn_agreement(self, due):
        with self.work() as work:
            agreement = work.agreements.get(due.key)
            if step := agreement.turn(at=work.now()):
                _kept(work, agreement, f"agreement.{agreement.state}")
                work.publish(TOLD_OF_A_TURN[step], agreement)
                self._follow_turn(work, agreement)
            if agreement.next_turn:
                work.schedule(TURNS, agreement.id, agreement.next_turn)
            work.commit()

    def _follow_turn(self, work, agreement):
        if agreement.is_over:
            self._ended(work, agreement)
        else:
            self._follow_term(work, agreement)


def _template(work, facts):
    named = facts.get("template")
    return work.clause_templates.numbered(named["code"], named.get("number")) if named else None


def _kept(work, agreement, action, **facts):
    """Save and write the audit row of a step; what staff are shown."""
    work.agreements.save(agreement)
    work.audit(action, agreement.id, state=agreement.state, digest=agreement.digest, reason=agreement.reason, **facts)
    return agreement.shown()


def _amend_parent(work, amendment):
    parent = work.agreements.get(amendment.parent_id)
    parent.note_amendment(amendment)
    work.agreements.save(parent)
    work.audit("agreement.amended", parent.id, amendment_id=amendment.id, digest=amendment.digest)
    work.publish(AgreementAmended, parent, amendment_id=amendment.id)


def _schedule_turn(work, agreement):
    if agreement.next_turn:
        work.schedule(TURNS, agreement.id, agreement.next_turn)
    else:
        work.unschedule(TURNS, agreement.id)


def _listed(page):
    return {"items": page.items, "next": page.next}
