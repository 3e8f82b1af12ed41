"""Agreements, from draft to in force."""

from multaqa.ids import new_id
from multaqa.messages.partners import AgreementDrafted, AgreementInForce, AgreementPartySigned, AgreementSubmitted
from multaqa.rpc import rpc
from services.partners.domain import Agreement


class AgreementDesk:
    @rpc
    def draft_agreement(self, facts):
        with self.work() as work:
            agreement = Agreement.drafted(new_id(), facts, at=work.now())
            work.sectors.known().require(agreement.sectors)
            agreement.require_known_parties(work.organisations.known_among(agreement.organisations))
            if agreement.parent_id:
                agreement.stand_under(work.agreements.get(agreement.parent_id))
            work.agreements.save(agreement)
            work.publish(AgreementDrafted, agreement)
            return work.commit(agreement.facts())

    @rpc
    def list_agreements(self, after=None, limit=50, state=None):
        with self.work.reading() as work:
            page = work.agreements.page({"state": state} if state else {}, after, limit)
            return {"items": [agreement.facts() for agreement in page.items], "next": page.next}

    @rpc
    def get_agreement(self, agreement_id):
        with self.work.reading() as work:
            return work.agreements.get(agreement_id).facts()

    @rpc
    def submit_agreement(self, agreement_id):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id)
            agreement.submit(at=work.now())
            work.agreements.save(agreement)
            work.publish(AgreementSubmitted, agreement)
            work.audit("agreement.submitted", agreement_id)
            return work.commit(agreement.facts())

    @rpc
    def sign_agreement(self, agreement_id, organisation_id, signatory):
        with self.work() as work:
            agreement = work.agreements.get(agreement_id)
            agreement.sign(organisation_id, signatory, at=work.now())
            work.agreements.save(agreement)
            work.publish(AgreementPartySigned, agreement, organisation_id=organisation_id)
            if agreement.is_in_force:
                work.publish(AgreementInForce, agreement)
            work.audit("agreement.signed", agreement_id, organisation_id=organisation_id, signatory=signatory)
            return work.commit(agreement.facts())
