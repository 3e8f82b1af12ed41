"""Organisations: who may be a party, hold a stand, publish offers."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

ORGANISATION_KINDS = ("federation", "company", "institution", "institute")


class Contact(Schema):
    """Whom to ask in an organisation; `person_id` where the directory knows them."""

    name = fields.String(required=True)
    role = fields.String(allow_none=True)
    email = fields.Email(allow_none=True)
    phone = fields.String(allow_none=True)
    language = fields.String(allow_none=True, validate=validate.OneOf(["fr", "ar"]))
    person_id = fields.String(allow_none=True)


class OrganisationRegistered(Message):
    """An organisation is known to the tenant and may be a party, hold a stand and publish offers."""

    type = "partners.organisation_registered.v1"

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANISATION_KINDS))
    name = fields.Nested(LocalText, required=True)
    ice = fields.String(allow_none=True, validate=validate.Regexp(r"[0-9]{15}\Z"))
    sectors = fields.List(fields.String(), required=True)
    contact = fields.Nested(Contact, allow_none=True)
