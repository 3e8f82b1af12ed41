"""Agreements: from the first draft to the end."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

AGREEMENT_KINDS = ("framework", "convention", "protocol", "amendment")
AGREEMENT_STATES = (
    "draft",
    "internal_review",
    "negotiation",
    "approved",
    "awaiting_signature",
    "in_force",
    "suspended",
    "expiring",
    "renewed",
    "concluded",
    "expired",
    "terminated",
    "declined",
    "withdrawn",
)
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")
SHA_256 = validate.Regexp(r"[0-9a-f]{64}\Z")


class Party(Schema):
    """One side of an agreement; `directorate` names the tenant itself. Signed when `signed_at` is given."""

    organisation_id = fields.String(required=True)
    signed_at = fields.AwareDateTime(allow_none=True)


class Promise(Schema):
    """What a party promised, how much of it, and until when."""

    kind = fields.String(required=True, validate=validate.OneOf(COMMITMENT_KINDS))
    owner = fields.String(required=True)
    quantity = fields.Integer(required=True, validate=validate.Range(min=1))
    unit = fields.String(required=True)
    due_on = fields.Date(required=True)


class Seat(Schema):
    """A place in a committee that the agreement grants to a party."""

    committee_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    voting = fields.Boolean(required=True)


class AgreementFacts(Message):
    """The public facts of an agreement: neither the words of its clauses nor anybody's name."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(AGREEMENT_KINDS))
    title = fields.Nested(LocalText, required=True)
    parent_id = fields.String(allow_none=True)
    edition_id = fields.String(allow_none=True)
    sectors = fields.List(fields.String(), required=True)
    institutes = fields.List(fields.String(), required=True)
    territory = fields.List(fields.String(), required=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    renewal_months = fields.Integer(allow_none=True, validate=validate.Range(min=1))
    notice_days = fields.Integer(required=True, validate=validate.Range(min=0))
    last_day = fields.Date(allow_none=True)
    parties = fields.List(fields.Nested(Party), required=True)
    commitments = fields.List(fields.Nested(Promise), required=True)
    seats = fields.List(fields.Nested(Seat), required=True)
    state = fields.String(required=True, validate=validate.OneOf(AGREEMENT_STATES))
    text_version = fields.Integer(required=True, validate=validate.Range(min=1))
    drafted_at = fields.AwareDateTime(required=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    sent_at = fields.AwareDateTime(allow_none=True)
    in_force_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    renewals = fields.Integer(required=True, validate=validate.Range(min=0))
    amended_by = fields.List(fields.String(), required=True)


class AgreementDrafted(AgreementFacts):
    """A text exists that its parties may still change."""

    type = "partners.agreement_drafted.v1"


class AgreementApproved(AgreementFacts):
    """The directorate has approved the text: it is complete and may be sent for signature."""

    type = "partners.agreement_approved.v1"


class AgreementSentForSignature(AgreementFacts):
    """The text with this digest awaits the signature of every party."""

    type = "partners.agreement_sent_for_signature.v1"

    digest = fields.String(required=True, validate=SHA_256)


class AgreementPartySigned(AgreementFacts):
    """One party has signed the text with this digest; others may still have to."""

    type = "partners.agreement_party_signed.v1"

    organisation_id = fields.String(required=True)
    digest = fields.String(required=True, validate=SHA_256)


class AgreementInForce(AgreementFacts):
    """Every party has signed the text with this digest: it binds them and its organisations are partners."""

    type = "partners.agreement_in_force.v1"

    digest = fields.String(required=True, validate=SHA_256)


class AgreementAmended(AgreementFacts):
    """An amendment of this agreement has come into force; the agreement's own text is as it was signed."""

    type = "partners.agreement_amended.v1"

    amendment_id = fields.String(required=True)


class AgreementExpiring(AgreementFacts):
    """The time has come to decide on what follows: its notice, or else its end, falls due in 90 days or less."""

    type = "partners.agreement_expiring.v1"


class AgreementRenewed(AgreementFacts):
    """Its last day passed without notice, and it goes on until a new `last_day`."""

    type = "partners.agreement_renewed.v1"


class AgreementEnded(AgreementFacts):
    """Nothing follows: it is concluded, expired or terminated, or was declined or withdrawn before it bound."""

    type = "partners.agreement_ended.v1"
