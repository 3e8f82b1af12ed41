"""The partners' room: organisations, agreements and skill needs of a regional directorate."""

from multaqa.bus import subscribe
from multaqa.ids import new_id
from multaqa.messages.directory import PersonErased, TenantOpened
from multaqa.messages.partners import (
    AgreementDrafted,
    AgreementInForce,
    AgreementPartySigned,
    AgreementSubmitted,
    OrganisationRegistered,
    SkillNeedStated,
)
from multaqa.rpc import rpc
from multaqa.store import works
from multaqa.tenants import keeper_of
from services.partners.domain import Agreement, LocalText, Organisation, SkillNeed
from services.partners.store import Agreements, Organisations, Sectors, SkillNeeds


class PartnersService(keeper_of(TenantOpened)):
    name = "partners"
    work = works(organisations=Organisations, agreements=Agreements, skill_needs=SkillNeeds, sectors=Sectors)

    # organisations

    @rpc
    def register_organisation(self, facts):
        with self.work() as work:
            organisation = Organisation.registered(new_id(), facts)
            work.sectors.known().require(organisation.sectors)
            organisation.refuse_taken_ice(by=work.organisations.with_ice(organisation.ice))
            work.organisations.save(organisation)
            work.publish(OrganisationRegistered, organisation)
            return work.commit({**organisation.facts(), "partner": False})

    @rpc
    def list_organisations(self, after=None, limit=50, kind=None):
        with self.work.reading() as work:
            page = work.organisations.page({"kind": kind} if kind else {}, after, limit)
            partners = work.agreements.partners_among([organisation.id for organisation in page.items])
            items = [{**organisation.facts(), "partner": organisation.id in partners} for organisation in page.items]
            return {"items": items, "next": page.next}

    @rpc
    def get_organisation(self, organisation_id):
        with self.work.reading() as work:
            organisation = work.organisations.get(organisation_id)
            partners = work.agreements.partners_among([organisation_id])
            return {**organisation.facts(), "partner": organisation_id in partners}

    # agreements

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

    # what partners need

    @rpc
    def state_skill_need(self, facts):
        with self.work() as work:
            need = SkillNeed.stated(new_id(), facts, at=work.now())
            work.organisations.get(need.organisation_id)
            if need.agreement_id:
                work.agreements.get(need.agreement_id).require_party(need.organisation_id)
            work.skill_needs.save(need)
            work.publish(SkillNeedStated, need)
            return work.commit(need.facts())

    @rpc
    def list_skill_needs(self, after=None, limit=50, organisation_id=None):
        with self.work.reading() as work:
            asked = {"organisation_id": organisation_id} if organisation_id else {}
            page = work.skill_needs.page(asked, after, limit)
            return {"items": [need.facts() for need in page.items], "next": page.next}

    # the tenant's own sectors

    @rpc
    def add_sector(self, code, name):
        with self.work() as work:
            sector = work.sectors.known().add(new_id(), code, LocalText(**name))
            work.sectors.save(sector)
            return work.commit(sector.facts())

    @rpc
    def list_sectors(self):
        with self.work.reading() as work:
            return [sector.facts() for sector in work.sectors.known().sectors.values()]

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            organisations = work.organisations.whose_contact_is(person_id)
            return {"contact_of": [organisation.facts() for organisation in organisations]}

    @subscribe(PersonErased)
    def forget_contact(self, message):
        with self.work() as work:
            for organisation in work.organisations.whose_contact_is(message.facts["person_id"]):
                organisation.forget_contact(message.facts["person_id"])
                work.organisations.save(organisation)
            work.forget(message.facts["person_id"])
            work.commit()
