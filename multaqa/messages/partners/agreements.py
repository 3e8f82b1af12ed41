"""Agreements: from the first draft to the end."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

AGREEMENT_KINDS = ("framework", "convention")
AGREEMENT_STATES = ("draft", "awaiting_signature", "in_force")
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")


class Party(Schema):
    """One side of an agreement; `directorate` names the tenant itself. Signed when `signed_at` is given."""

    organisation_id = fields.String(required=True)
    signatory = fields.String(allow_none=True)
    signed_at = fields.AwareDateTime(allow_none=True)


class Commitment(Schema):
    """What a party promised, how much of it, and until when."""

    kind = fields.String(required=True, validate=validate.OneOf(COMMITMENT_KINDS))
    owner = fields.String(required=True)
    quantity = fields.Integer(required=True, validate=validate.Range(min=1))
    unit = fields.String(required=True)
    due_on = fields.Date(required=True)


class AgreementFacts(Message):
    """The public facts of an agreement."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(AGREEMENT_KINDS))
    title = fields.Nested(LocalText, required=True)
    parent_id = fields.String(allow_none=True)
    edition_id = fields.String(allow_none=True)
    sectors = fields.List(fields.String(), required=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    parties = fields.List(fields.Nested(Party), required=True)
    commitments = fields.List(fields.Nested(Commitment), required=True)
    state = fields.String(required=True, validate=validate.OneOf(AGREEMENT_STATES))
    drafted_at = fields.AwareDateTime(required=True)
    submitted_at = fields.AwareDateTime(allow_none=True)
    in_force_at = fields.AwareDateTime(allow_none=True)


class AgreementDrafted(AgreementFacts):
    """A text exists that its parties may still change."""

    type = "partners.agreement_drafted.v1"


class AgreementSubmitted(AgreementFacts):
    """The text is complete and awaits the signature of every party."""

    type = "partners.agreement_submitted.v1"


class AgreementPartySigned(AgreementFacts):
    """One party has signed; others may still have to."""

    type = "partners.agreement_party_signed.v1"

    organisation_id = fields.String(required=True)


class AgreementInForce(AgreementFacts):
    """Every party has signed: the agreement binds them and its organisations are partners."""

    type = "partners.agreement_in_force.v1"
