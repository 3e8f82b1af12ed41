"""What the source tells."""

from marshmallow import fields

from multaqa.messages.base import Message


class ParcelFacts(Message):
    """A parcel: one of a window of load, with a trick that it plays on a handler."""

    window = fields.String(required=True)
    number = fields.Integer(required=True)
    trick = fields.String(required=True)


class ParcelAccepted(ParcelFacts):
    """The source has accepted a parcel, or accepted it anew at a higher version."""

    type = "source.parcel_accepted.v1"
