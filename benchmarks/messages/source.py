"""What the benchmark's source tells."""

from marshmallow import fields

from multaqa.messages.base import Message


class ParcelAccepted(Message):
    """The benchmark's source has accepted a parcel."""

    type = "source.parcel_accepted.v1"

    number = fields.Integer(required=True)
    name = fields.String(required=True)
    sector = fields.String(required=True)
