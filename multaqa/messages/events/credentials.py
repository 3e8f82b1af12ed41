"""Credentials: what a person has proven, until it is revoked; and what a partner is asked to endorse."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees

KINDS = ("award", "assessment")
STATES = ("valid", "revoked")
OUTCOMES = ("valid", "revoked", "superseded")


class ProvenSkill(Schema):
    """A skill by its code, the level it was proven at, and what the reference called it then."""

    code = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    label = fields.Nested(LocalText, required=True)


class CredentialFacts(Message):
    """What was earned, by whom, and before which organisations' people; no name of anybody."""

    id = fields.String(required=True)
    person_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    edition_id = fields.String(required=True)
    contest_id = fields.String(required=True, allow_none=True)
    award_id = fields.String(required=True, allow_none=True)
    title = fields.Nested(LocalText, required=True)
    criteria = fields.Nested(LocalText, required=True)
    skills = fields.List(fields.Nested(ProvenSkill), required=True)
    assessors = fields.List(fields.String(), required=True)
    rank = fields.Integer(required=True, allow_none=True, validate=validate.Range(min=1))
    evidence_digest = fields.String(required=True, allow_none=True)
    earned_at = fields.AwareDateTime(required=True)
    issued_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class CredentialIssued(CredentialFacts):
    """The person holds a signed credential of what they earned."""

    type = "events.credential_issued.v1"


class CredentialRevoked(CredentialFacts):
    """The credential proves nothing any more; where its holder was erased, `person_id` leads to nobody."""

    type = "events.credential_revoked.v1"


class CredentialNoticeGiven(Message):
    """The holder is written: what they hold and where anybody may verify it, or why it proves nothing any more."""

    type = "events.credential_notice_given.v1"

    id = fields.String(required=True)
    person_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reason = fields.String(required=True, allow_none=True)
    token = fields.String(required=True)


class EndorsementRequested(Message):
    """An organisation is asked to endorse a credential through a link; `partners.signing` says where links travel."""

    type = "events.endorsement_requested.v1"

    id = fields.String(required=True)
    credential_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    organisation_name = fields.Nested(LocalText, required=True)
    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    addressees = addressees()
