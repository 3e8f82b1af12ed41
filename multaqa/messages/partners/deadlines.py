"""Deadlines: what is about to end or fall due, and who is to be reminded of it."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import Addressee

DEADLINE_KINDS = ("expiry", "notice", "commitment")
REMINDED_DAYS = (180, 90, 30, 7)


class Outstanding(Schema):
    """How far a commitment has come."""

    kind = fields.String(required=True)
    quantity = fields.Integer(required=True)
    unit = fields.String(required=True)
    progress = fields.Integer(required=True)


class DeadlineNear(Message):
    """So many `days` are left until an agreement expires, until notice must be given or until a commitment is due.

    Told once for each of these numbers of days, to the directorate's owner and to the contacts of the parties. `title`
    is the agreement's; `commitment` says how far a commitment has come.
    """

    type = "partners.deadline_near.v1"

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(DEADLINE_KINDS))
    days = fields.Integer(required=True, validate=validate.OneOf(REMINDED_DAYS))
    on = fields.Date(required=True)
    agreement_id = fields.String(required=True)
    commitment_id = fields.String(allow_none=True)
    title = fields.Nested(LocalText, required=True)
    organisations = fields.List(fields.String(), required=True)
    commitment = fields.Nested(Outstanding, allow_none=True)
    addressees = fields.List(fields.Nested(Addressee), required=True)
