"""Whether people are still in their jobs: asked of them some months after they began."""

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message


class ConfirmationAsked(Message):
    """A person is asked, for the first time or once more, whether they are still in a job; `token` is their link."""

    type = "matching.confirmation_asked.v1"

    id = fields.String(required=True)
    hiring_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    organisation_name = fields.Nested(LocalText, required=True, allow_none=True)
    offer_title = fields.Nested(LocalText, required=True)
    starts_on = fields.Date(required=True)
    months = fields.Integer(required=True, validate=validate.OneOf([3, 6]))
    reminder = fields.Boolean(required=True)
    token = fields.String(required=True)
