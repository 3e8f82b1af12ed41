"""What the partners' room tells: organisations, agreements and the skills that partners need."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

ORGANISATION_KINDS = ("federation", "company", "institution", "institute")
AGREEMENT_KINDS = ("framework", "convention")
AGREEMENT_STATES = ("draft", "awaiting_signature", "in_force")
COMMITMENT_KINDS = ("training_places", "internships", "hires", "equipment", "trainers", "jury_members", "stands")


class Contact(Schema):
    """Whom to ask in an organisation; `person_id` where the directory knows them."""

    name = fields.String(required=True)
    role = fields.String(allow_none=True)
    email = fields.Email(allow_none=True)
    phone = fields.String(allow_none=True)
    language = fields.String(allow_none=True, validate=validate.OneOf(["fr", "ar"]))
    person_id = fields.String(allow_none=True)


class OrganisationRegistered(Message):
    """An organisation is known to the tenant and may be a party, hold a stand and publish offers."""

    type = "partners.organisation_registered.v1"

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANISATION_KINDS))
    name = fields.Nested(LocalText, required=True)
    ice = fields.String(allow_none=True, validate=validate.Regexp(r"[0-9]{15}\Z"))
    sectors = fields.List(fields.String(), required=True)
    contact = fields.Nested(Contact, allow_none=True)


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


class SkillNeedStated(Message):
    """An organisation has said which skill it needs, at which level, for how many people and until when."""

    type = "partners.skill_need_stated.v1"

    id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    agreement_id = fields.String(allow_none=True)
    skill = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    headcount = fields.Integer(required=True, validate=validate.Range(min=1))
    horizon = fields.Date(required=True)
    stated_at = fields.AwareDateTime(required=True)
