"""Stands: who receives people at an edition, and where."""

from marshmallow import fields, validate

from multaqa.messages.base import Message


class StandAssigned(Message):
    """An organisation has a stand at an edition, with so many tables."""

    type = "events.stand_assigned.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    label = fields.String(required=True)
    tables = fields.Integer(required=True, validate=validate.Range(min=1))
    assigned_at = fields.AwareDateTime(required=True)
