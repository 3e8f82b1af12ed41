"""Credentials: issued, kept, endorsed, revoked, and checked by anybody."""

from gateway.route import LINK, PORTAL, PUBLIC, STAFF, Download, get, post
from gateway.schemas.events.credentials import (
    Check,
    Credential,
    CredentialPageQuery,
    CredentialQuery,
    Credentials,
    CredentialVerification,
    DidDocument,
    Endorsement,
    GivenEndorsement,
    NewCredential,
    NewEndorsement,
    ToCheck,
    ToEndorse,
)
from gateway.schemas.partners.agreements import GivenReason
from gateway.schemas.shape import page_of

JWT_TYPE = "application/vc+jwt"
SVG_TYPE = "image/svg+xml"
KEYS_FRESH_S = 600
LIST_FRESH_S = 300

# fmt: off
CHECK = post("/v1/tenants/{tenant}/credential-checks", "events.check_credential(token)", PUBLIC,
             "Whether a credential that somebody shows is genuine to the last byte, and still holds.",
             body=ToCheck, answer=Check, status=200)
READ_TO_ENDORSE = get("/v1/links/{token}/endorsement", "events.read_to_endorse(link)", LINK,
                      "The credential that an organisation is asked to endorse.", answer=ToEndorse)
ENDORSE = post("/v1/links/{token}/endorsement", "events.give_endorsement(link, comment)", LINK,
               "Endorse it on the organisation's behalf; the link ends.",
               body=GivenEndorsement, answer=Endorsement, status=200)
DECLINE = post("/v1/links/{token}/endorsement-refusal", "events.decline_endorsement(link)", LINK,
               "Decline to endorse it; the link ends.", answer=Endorsement, status=200)

ROUTES = (
    post("/v1/credentials", "events.issue_credential(facts)", STAFF,
         "Issue a credential for skills that somebody was assessed in; a contest's winners get theirs by themselves.",
         body=NewCredential, answer=Credential),
    get("/v1/credentials", "events.list_credentials(after, limit, edition_id)", STAFF,
        "Credentials.", query=CredentialQuery, answer=page_of(Credential)),
    get("/v1/credentials/{credential_id}", "events.get_credential(credential_id)", PORTAL,
        "A credential.", answer=Credential),
    get("/v1/credentials/{credential_id}/token", "events.download_credential(credential_id)", PORTAL,
        "A credential as its holder keeps it: a signed VC-JWT.", answer=Download(JWT_TYPE)),
    get("/v1/persons/{person_id}/credentials", "events.credentials_of(person_id)", PORTAL,
        "What a person was given.", answer=Credentials),
    post("/v1/credentials/{credential_id}/revoke", "events.revoke_credential(credential_id, reason)", STAFF,
         "Revoke a credential, with a reason; whoever checks it learns so at once.",
         body=GivenReason, answer=Credential, status=200),
    post("/v1/credentials/{credential_id}/endorsements", "events.ask_endorsement(credential_id, facts)", STAFF,
         "Ask an organisation by mail to endorse a credential, for the first time or again.",
         body=NewEndorsement, answer=Endorsement),
    READ_TO_ENDORSE, ENDORSE, DECLINE,
    get("/credentials/{token}", "events.verify_credential(link)", LINK,
        "Whether a credential holds: the address in its QR code, a page for people, JSON for programs.",
        query=CredentialPageQuery, answer=CredentialVerification, page="credential.html"),
    get("/credentials/{token}/token", "events.get_public_credential(link)", LINK,
        "The signed credential of this address, a VC-JWT.", answer=Download(JWT_TYPE)),
    get("/credentials/{token}/image", "events.draw_credential(link)", LINK,
        "The credential as an image, an SVG without a name: what `achievement.image` of its document leads to.",
        answer=Download(SVG_TYPE), fresh_s=LIST_FRESH_S),
    CHECK,
    get("/v1/tenants/{tenant}/did.json", "events.did_document()", PUBLIC,
        "The keys that a directorate's credentials are signed with: what its did:web resolves to.",
        answer=DidDocument, fresh_s=KEYS_FRESH_S),
    get("/v1/tenants/{tenant}/organisations/{organisation_id}/did.json",
        "events.partner_did_document(organisation_id)", PUBLIC,
        "The keys that an organisation's endorsements are signed with.", answer=DidDocument, fresh_s=KEYS_FRESH_S),
    get("/v1/tenants/{tenant}/status-lists/{number}", "events.get_status_list(number)", PUBLIC,
        "Which credentials are revoked: a signed Bitstring Status List.",
        answer=Download(JWT_TYPE), fresh_s=LIST_FRESH_S),
)
