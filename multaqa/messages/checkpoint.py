"""What all rooms tell of their audit trail; each has a type of its own, in its own module."""

from marshmallow import fields

from multaqa.messages.base import Message


class CheckpointFacts(Message):
    """A checkpoint of one trail, signed by the platform; `line` is all of it, `mark` is what a mail carries."""

    tenant = fields.String(required=True)
    room = fields.String(required=True)
    sequence = fields.Integer(required=True)
    digest = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    key_id = fields.String(required=True)
    signature = fields.String(required=True)
    line = fields.String(required=True)
    mark = fields.String(required=True)
