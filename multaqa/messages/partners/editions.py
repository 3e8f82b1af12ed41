"""What organisations with a stand are told about an edition."""

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees


class EditionNotice(Message):
    """What a letter says of an edition that was postponed or cancelled."""

    id = fields.String(required=True)
    series_name = fields.Nested(LocalText, required=True)
    number = fields.Integer(required=True)
    venue = fields.String(required=True)
    change = fields.String(required=True, validate=validate.OneOf(("postponed", "cancelled")))
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class EditionNoticeGiven(EditionNotice):
    """An edition at which organisations have a stand was postponed or cancelled: their contacts are told."""

    type = "partners.edition_notice_given.v1"

    addressees = addressees()
