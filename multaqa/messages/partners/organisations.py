"""Organisations: who may be a party, hold a stand, publish offers. Their contacts stay in the partners' room."""

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message

ORGANISATION_KINDS = ("federation", "company", "institution", "institute")


class OrganisationFacts(Message):
    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANISATION_KINDS))
    name = fields.Nested(LocalText, required=True)
    ice = fields.String(allow_none=True, validate=validate.Regexp(r"[0-9]{15}\Z"))
    sectors = fields.List(fields.String(), required=True)


class OrganisationRegistered(OrganisationFacts):
    """An organisation is known to the tenant and may be a party, hold a stand and publish offers."""

    type = "partners.organisation_registered.v1"


class OrganisationChanged(OrganisationFacts):
    """What is known of an organisation was corrected: these are its facts from now on."""

    type = "partners.organisation_changed.v1"


class OrganisationMerged(OrganisationFacts):
    """Two organisations turned out to be one: these are its facts, and `duplicate_id` stands for it from now on."""

    type = "partners.organisation_merged.v1"

    duplicate_id = fields.String(required=True)
    duplicate_version = fields.Integer(
        required=True, metadata={"description": "The version of the duplicate at which it was merged."}
    )
