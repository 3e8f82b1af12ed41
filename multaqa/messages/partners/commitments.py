"""Commitments: what parties promised, and how it comes true."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")
COMMITMENT_STATUSES = ("planned", "on_track", "late", "fulfilled", "lapsed", "waived")


class CommitmentFacts(Message):
    """A commitment of an agreement in force; `waiver` is the reason why its owner was released from it."""

    id = fields.String(required=True)
    agreement_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(COMMITMENT_KINDS))
    owner = fields.String(required=True)
    quantity = fields.Integer(required=True, validate=validate.Range(min=1))
    unit = fields.String(required=True)
    due_on = fields.Date(required=True)
    starts_on = fields.Date(required=True)
    made_at = fields.AwareDateTime(required=True)
    progress = fields.Integer(required=True, validate=validate.Range(min=0))
    status = fields.String(required=True, validate=validate.OneOf(COMMITMENT_STATUSES))
    ended_on = fields.Date(allow_none=True)
    waiver = fields.String(allow_none=True)


class CommitmentMade(CommitmentFacts):
    """An agreement has come into force and with it this promise of one of its parties."""

    type = "partners.commitment_made.v1"


class CommitmentProgressed(CommitmentFacts):
    """The progress has changed: upwards by evidence, downwards where evidence was taken back."""

    type = "partners.commitment_progressed.v1"


class CommitmentFulfilled(CommitmentFacts):
    """As much as was promised has come true."""

    type = "partners.commitment_fulfilled.v1"


class CommitmentLate(CommitmentFacts):
    """The due date has passed and the promise is not fulfilled."""

    type = "partners.commitment_late.v1"


class CommitmentLapsed(CommitmentFacts):
    """The agreement has ended and the promise is not fulfilled."""

    type = "partners.commitment_lapsed.v1"


class CommitmentWaived(CommitmentFacts):
    """The directorate has released the owner from the promise; `waiver` says why."""

    type = "partners.commitment_waived.v1"
