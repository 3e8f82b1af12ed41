"""Commitments and their evidence: answered by the partners' room."""

from gateway.route import STAFF, get, post
from gateway.schemas.partners.commitments import (
    Commitment,
    CommitmentQuery,
    CommitmentReason,
    Confirmation,
    Evidence,
    EvidenceQuery,
    NewEvidence,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    get("/v1/commitments", "partners.list_commitments(after, limit, agreement_id, owner, kind, status)", STAFF,
        "Commitments of agreements in force and of those that ended.", query=CommitmentQuery,
        answer=page_of(Commitment)),
    get("/v1/commitments/{commitment_id}", "partners.get_commitment(commitment_id)", STAFF,
        "A commitment with its progress.", answer=Commitment),
    post("/v1/commitments/{commitment_id}/waive", "partners.waive_commitment(commitment_id, reason)", STAFF,
         "Release the owner from what is still open.", body=CommitmentReason, answer=Commitment, status=200),
    get("/v1/commitments/{commitment_id}/evidence",
        "partners.evidence_of_commitment(commitment_id, after, limit)", STAFF,
        "What counts for a commitment, and what may once a human says so.", query=PageQuery,
        answer=page_of(Evidence)),
    post("/v1/commitments/{commitment_id}/evidence", "partners.bring_evidence(commitment_id, facts)", STAFF,
         "Count what no other room tells.", body=NewEvidence, answer=Evidence),
    get("/v1/evidence", "partners.list_evidence(after, limit, organisation_id, standing)", STAFF,
        "What other rooms told and humans brought.", query=EvidenceQuery, answer=page_of(Evidence)),
    post("/v1/evidence/{evidence_id}/confirm", "partners.confirm_evidence(evidence_id, commitment_id)", STAFF,
         "Say for which commitment doubtful evidence counts.", body=Confirmation, answer=Evidence, status=200),
    post("/v1/evidence/{evidence_id}/reject", "partners.reject_evidence(evidence_id, reason)", STAFF,
         "Say that it does not count; what counted so far is taken back.",
         body=CommitmentReason, answer=Evidence, status=200),
)
