"""Agreements: answered by the partners' room."""

from gateway.route import PARTNER, STAFF, get, post
from gateway.schemas.partners.agreements import Agreement, AgreementQuery, NewAgreement, NewSignature
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
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
)
