"""How people get in: whom they share their CV with, and who was invited."""

from marshmallow import fields

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees


class SharingChanged(Message):
    """A registered person shares their CV with one organisation from now on, or no longer does."""

    type = "events.sharing_changed.v1"

    id = fields.String(required=True)
    registration_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    person_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    given = fields.Boolean(required=True)
    text_version = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)


class InvitationSent(Message):
    """Somebody is invited to register through a link, which nobody else has been given and which works once."""

    type = "events.invitation_sent.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    category = fields.String(required=True)
    series_name = fields.Nested(LocalText, required=True)
    number = fields.Integer(required=True)
    theme = fields.Nested(LocalText, allow_none=True)
    venue = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    addressees = addressees()
    token = fields.String(required=True)
