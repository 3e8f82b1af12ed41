"""What gatherings show of the trades of tomorrow."""

from marshmallow import fields

from multaqa.messages.base import LocalText, Message


class EmergingSkillNoted(Message):
    """At a talk or a workshop a skill turned out to be emerging: `skill` is its code, or `label` says what it is."""

    type = "events.emerging_skill_noted.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    activity_id = fields.String(required=True)
    activity_title = fields.Nested(LocalText, required=True)
    skill = fields.String(required=True, allow_none=True)
    label = fields.Nested(LocalText, required=True, allow_none=True)
    sector = fields.String(required=True)
    note = fields.String(required=True)
    noted_at = fields.AwareDateTime(required=True)
