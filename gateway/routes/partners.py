"""Organisations, agreements and skill needs: answered by the partners' room."""

from gateway.route import PARTNER, STAFF, get, post
from gateway.schemas.partners import (
    Agreement,
    AgreementQuery,
    NewAgreement,
    NewOrganisation,
    NewSignature,
    NewSkillNeed,
    Organisation,
    OrganisationQuery,
    SkillNeed,
    SkillNeedQuery,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/organisations", "partners.register_organisation(facts)", STAFF,
         "Register an organisation.", body=NewOrganisation, answer=Organisation),
    get("/v1/organisations", "partners.list_organisations(after, limit, kind)", STAFF,
        "Organisations.", query=OrganisationQuery, answer=page_of(Organisation)),
    get("/v1/organisations/{organisation_id}", "partners.get_organisation(organisation_id)", STAFF,
        "An organisation.", answer=Organisation),

    post("/v1/agreements", "partners.draft_agreement(facts)", STAFF,
         "Draft an agreement.", body=NewAgreement, answer=Agreement),
    get("/v1/agreements", "partners.list_agreements(after, limit, state)", STAFF,
        "Agreements.", query=AgreementQuery, answer=page_of(Agreement)),
    get("/v1/agreements/{agreement_id}", "partners.get_agreement(agreement_id)", STAFF,
        "An agreement.", answer=Agreement),
    post("/v1/agreements/{agreement_id}/submit", "partners.submit_agreement(agreement_id)", STAFF,
         "Send a draft for signature.", answer=Agreement, status=200),
    post("/v1/agreements/{agreement_id}/signatures",
         "partners.sign_agreement(agreement_id, organisation_id, signatory)", PARTNER,
         "Sign for a party; the last signature puts the agreement in force.", body=NewSignature, answer=Agreement),

    post("/v1/skill-needs", "partners.state_skill_need(facts)", PARTNER,
         "State a need in skills.", body=NewSkillNeed, answer=SkillNeed),
    get("/v1/skill-needs", "partners.list_skill_needs(after, limit, organisation_id)", PARTNER,
        "Needs in skills.", query=SkillNeedQuery, answer=page_of(SkillNeed)),
)
