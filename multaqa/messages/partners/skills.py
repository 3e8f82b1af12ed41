"""Skills: what partners need."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees

SOURCES = ("convention", "event", "interview_feedback", "survey")


class NamedSkill(Schema):
    """A skill of a tenant's reference and what it is called; the newest `version` of a code says it."""

    code = fields.String(required=True)
    label = fields.Nested(LocalText, required=True)
    version = fields.Integer(required=True, validate=validate.Range(min=0))


class SkillsNamed(Message):
    """What these skills of the reference are called: the starter set when a tenant is opened, then whatever changes."""

    type = "partners.skills_named.v1"

    skills = fields.List(fields.Nested(NamedSkill), required=True, validate=validate.Length(min=1))


class SkillNeedFacts(Message):
    """The public facts of a skill need; `skill` is a code of the tenant's reference."""

    id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    agreement_id = fields.String(allow_none=True)
    edition_id = fields.String(allow_none=True)
    source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    skill = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    headcount = fields.Integer(required=True, validate=validate.Range(min=1))
    horizon = fields.Date(required=True)
    stated_at = fields.AwareDateTime(required=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_because = fields.String(allow_none=True)


class SkillNeedStated(SkillNeedFacts):
    """An organisation has said which skill it needs, at which level, for how many people and until when."""

    type = "partners.skill_need_stated.v1"


class SkillNeedWithdrawn(SkillNeedFacts):
    """A need that was stated does not stand any more."""

    type = "partners.skill_need_withdrawn.v1"


class SkillNeedsAsked(Message):
    """An organisation is asked to state its needs through a link; `signing` says where links travel."""

    type = "partners.skill_needs_asked.v1"

    id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    organisation_name = fields.Nested(LocalText, required=True)
    agreement_id = fields.String(required=True, allow_none=True)
    edition_id = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    needs_stated = fields.Integer(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    addressees = addressees()
    token = fields.String(required=True)
