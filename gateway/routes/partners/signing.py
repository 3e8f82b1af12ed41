"""Signing by link: staff ask with their key, signatories answer with the link a mail brought them."""

from gateway.route import LINK, STAFF, get, post
from gateway.schemas.partners.agreements import GivenReason
from gateway.schemas.partners.signing import (
    ConsentToSign,
    NewSignatureRequest,
    Signatory,
    SignatureRequest,
    SignatureRequests,
    SigningCode,
    SigningProgress,
    ToSign,
)

# fmt: off
READ = get("/v1/links/{token}/agreement", "partners.read_to_sign(link)", LINK,
           "The exact document that is to be signed, its digest, and who has signed it.", answer=ToSign)
CONSENT = post("/v1/links/{token}/consent", "partners.consent_to_sign(link, digest)", LINK,
               "Consent to the document that was read.", body=ConsentToSign, answer=SigningProgress, status=200)
CODE = post("/v1/links/{token}/code", "partners.send_signature_code(link)", LINK,
            "Have a code sent by mail; it replaces the one before.", answer=SigningProgress, status=200)
SIGN = post("/v1/links/{token}/signature", "partners.confirm_signature(link, code)", LINK,
            "Sign, by confirming with the code.", body=SigningCode, answer=SigningProgress, status=200)
DELEGATE = post("/v1/links/{token}/delegation", "partners.delegate_signature(link, facts)", LINK,
                "Let somebody else sign on one's behalf; this link ends with it.",
                body=Signatory, answer=SigningProgress, status=200)
DECLINE = post("/v1/links/{token}/refusal", "partners.decline_signature(link, reason)", LINK,
               "Decline to sign, with a reason; nobody can sign this text any more.",
               body=GivenReason, answer=SigningProgress, status=200)

ROUTES = (
    post("/v1/agreements/{agreement_id}/signature-requests", "partners.request_signature(agreement_id, facts)", STAFF,
         "Ask a party's signatory by mail, for the first time or again; links given before end.",
         body=NewSignatureRequest, answer=SignatureRequest),
    get("/v1/agreements/{agreement_id}/signature-requests", "partners.list_signature_requests(agreement_id)", STAFF,
        "How far each signature of an agreement is, with its trail.", answer=SignatureRequests),
    post("/v1/signature-requests/{request_id}/withdraw", "partners.withdraw_signature_request(request_id, reason)",
         STAFF, "Withdraw a request; its link ends.", body=GivenReason, answer=SignatureRequest, status=200),
    READ, CONSENT, CODE, SIGN, DELEGATE, DECLINE,
)
