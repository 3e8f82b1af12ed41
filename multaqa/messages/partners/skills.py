"""Skills: what partners need."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

SOURCES = ("convention", "event", "interview_feedback", "survey")


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
