"""Skills: what they are called in a tenant's reference, and what partners need."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees

SOURCES = ("convention", "event", "interview_feedback", "survey")
LINK_MATCHES = ("exact", "close", "broad")


class SkillLink(Schema):
    """The same skill (exact), nearly the same (close) or a wider one (broad) in another reference, as SKOS has it."""

    scheme = fields.String(required=True)
    uri = fields.String(required=True)
    match = fields.String(required=True, validate=validate.OneOf(LINK_MATCHES))


class ReferredSkill(Schema):
    """A skill as the reference has it; `version` orders what is told of one code, 0 for the set tenants begin with."""

    code = fields.String(required=True)
    label = fields.Nested(LocalText, required=True)
    sector = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    links = fields.List(fields.Nested(SkillLink), required=True)
    retired_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True, validate=validate.Range(min=0))


class SkillsChanged(Message):
    """Skills of the tenant's reference are as told from now on: begun with, added, renamed, retired or restored."""

    type = "partners.skills_changed.v1"

    id = fields.String(required=True)
    skills = fields.List(fields.Nested(ReferredSkill), required=True, validate=validate.Length(min=1))


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
