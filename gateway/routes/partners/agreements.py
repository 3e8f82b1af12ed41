"""Agreements: answered by the partners' room."""

from gateway.route import STAFF, get, post
from gateway.schemas.partners.agreements import (
    Agreement,
    AgreementQuery,
    GivenReason,
    ListedAgreement,
    NewAgreement,
    NewDecline,
    NewNotice,
    NewTermination,
    Revision,
)
from gateway.schemas.partners.signing import Sending
from gateway.schemas.shape import PageQuery, page_of

FILTERS = "state, kind, sector, organisation_id, parent_id, ends_after, ends_before, words"


def step(name, rpc, summary, body=None):
    """A step of an agreement's life: its answer is the agreement after it."""
    path = f"/v1/agreements/{{agreement_id}}/{name}"
    return post(path, f"partners.{rpc}", STAFF, summary, body=body, answer=Agreement, status=200)


# fmt: off
ROUTES = (
    post("/v1/agreements", "partners.draft_agreement(facts)", STAFF,
         "Draft an agreement.", body=NewAgreement, answer=Agreement),
    get("/v1/agreements", f"partners.list_agreements(after, limit, {FILTERS})", STAFF,
        "Agreements.", query=AgreementQuery, answer=page_of(ListedAgreement)),
    get("/v1/agreements/{agreement_id}", "partners.get_agreement(agreement_id)", STAFF,
        "An agreement.", answer=Agreement),
    get("/v1/agreements/{agreement_id}/children", "partners.list_children(agreement_id, after, limit)", STAFF,
        "The conventions, protocols and amendments under an agreement.",
        query=PageQuery, answer=page_of(ListedAgreement)),

    step("revisions", "revise_agreement(agreement_id, facts, expected_version)",
         "Revise the text: a round of the negotiation.", body=Revision),
    step("review", "review_agreement(agreement_id, expected_version)", "Hand a draft to internal review."),
    step("return", "return_agreement(agreement_id, reason, expected_version)",
         "Return a reviewed text to its author.", body=GivenReason),
    step("negotiate", "negotiate_agreement(agreement_id, expected_version)", "Open the text to its parties."),
    step("approve", "approve_agreement(agreement_id, expected_version)",
         "Approve a complete text; a draft may be approved at once."),
    step("reopen", "reopen_agreement(agreement_id, reason, expected_version)",
         "Take an approved text back to negotiation; signatures given to it are void.", body=GivenReason),

    step("send", "send_for_signature(agreement_id, order, signatories, expires_on, expected_version)",
         "Send an approved text for signature, by links in mails.", body=Sending),
    step("decline", "decline_agreement(agreement_id, organisation_id, reason, expected_version)",
         "Note that a party declines.", body=NewDecline),
    step("withdraw", "withdraw_agreement(agreement_id, reason, expected_version)",
         "Withdraw a text that is not in force.", body=GivenReason),

    step("notice", "give_notice(agreement_id, organisation_id, expected_version)",
         "Note that a party gives notice: it is not renewed, and may be terminated in time.", body=NewNotice),
    step("suspend", "suspend_agreement(agreement_id, reason, expected_version)", "Suspend it.", body=GivenReason),
    step("resume", "resume_agreement(agreement_id, expected_version)", "Resume what was suspended."),
    step("conclude", "conclude_agreement(agreement_id, expected_version)",
         "Conclude it: all it promised is done or waived."),
    step("terminate", "terminate_agreement(agreement_id, reason, mutual, expected_version)",
         "Terminate it, by mutual consent or after notice.", body=NewTermination),
)
