"""Emerging skills over HTTP."""

from gateway.schemas.partners.skills import skill_code
from gateway.schemas.shape import LocalText, Shape, identifier, moment, nested, text


class NewEmergingSkill(Shape):
    """By its code, or, where the reference has none yet, in words."""

    skill = skill_code(allow_none=True)
    label = nested(LocalText, allow_none=True)
    sector = identifier(required=True)
    note = text(2000, required=True, metadata={"description": "What was said, and what it changes."})


class EmergingSkill(NewEmergingSkill):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    activity_id = identifier(required=True)
    activity_title = nested(LocalText, required=True)
    noted_by = text(200, required=True)
    noted_at = moment(required=True)
