"""Commitments and their evidence over HTTP."""

from gateway.schemas.shape import PageQuery, Shape, day, identifier, list_of, moment, number, one_of, text
from multaqa.messages.partners.commitments import COMMITMENT_KINDS, COMMITMENT_STATUSES

STANDINGS = ("unclaimed", "to_confirm", "counted", "rejected", "undone")
DOUBTS = ("kind", "several_commitments", "before_start", "already_over")


class Commitment(Shape):
    id = identifier(required=True)
    agreement_id = identifier(required=True)
    kind = one_of(*COMMITMENT_KINDS, required=True)
    owner = identifier(required=True, metadata={"description": "The party that promised."})
    quantity = number(1, 1_000_000, required=True)
    unit = text(60, required=True)
    due_on = day(required=True)
    starts_on = day(required=True)
    made_at = moment(required=True)
    progress = number(0, required=True, metadata={"description": "How much of the quantity has come true."})
    status = one_of(*COMMITMENT_STATUSES, required=True)
    ended_on = day(required=True, allow_none=True)
    waiver = text(500, required=True, allow_none=True, metadata={"description": "Why its owner was released from it."})


class CommitmentQuery(PageQuery):
    agreement_id = identifier(metadata={"description": "Only those of this agreement."})
    owner = identifier(metadata={"description": "Only those this organisation made."})
    kind = one_of(*COMMITMENT_KINDS, metadata={"description": "Only those of this kind."})
    status = one_of(*COMMITMENT_STATUSES, metadata={"description": "Only those of this status."})


class NewEvidence(Shape):
    quantity = number(1, 1_000_000, required=True)
    day = day(required=True)
    note = text(500, required=True, metadata={"description": "What it is and how one knows."})
    file = text(200, allow_none=True, metadata={"description": "Where the proof is kept."})


class Evidence(Shape):
    id = identifier(required=True, metadata={"description": "For what another room told, the id of its source."})
    organisation_id = identifier(required=True)
    kinds = list_of(one_of(*COMMITMENT_KINDS), 7, required=True)
    quantity = number(1, required=True)
    day = day(required=True)
    recorded_at = moment(required=True)
    type = text(80, required=True, allow_none=True, metadata={"description": "The message's; null for a human's word."})
    message_id = identifier(required=True, allow_none=True)
    standing = one_of(*STANDINGS, required=True)
    commitment_id = identifier(required=True, allow_none=True, metadata={"description": "What it counts for."})
    doubt = one_of(*DOUBTS, required=True, allow_none=True, metadata={"description": "Why a human has to say."})
    candidates = list_of(identifier(), 100, required=True, metadata={"description": "What it may count for."})
    note = text(500, required=True, allow_none=True)
    file = text(200, required=True, allow_none=True)
    decided_by = text(200, required=True, allow_none=True)


class EvidenceQuery(PageQuery):
    organisation_id = identifier(metadata={"description": "Only what this organisation did."})
    standing = one_of(*STANDINGS, metadata={"description": "Only what stands so; `to_confirm` waits for a human."})


class Confirmation(Shape):
    commitment_id = identifier(required=True, metadata={"description": "One of the candidates."})


class CommitmentReason(Shape):
    reason = text(500, required=True)
