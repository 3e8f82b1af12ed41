"""What the gateway's directory tells: tenants and persons."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.checkpoint import CheckpointFacts


class TenantOpened(Message):
    """A regional directorate has been taken in: its messages travel in `lane`, and rooms may hold facts of it."""

    type = "directory.tenant_opened.v1"

    slug = fields.String(required=True, validate=validate.Regexp(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z"))
    name = fields.Nested(LocalText, required=True)
    lane = fields.String(required=True)


class Consent(Schema):
    """A person's answer to one stated purpose; the latest answer to a purpose counts."""

    purpose = fields.String(required=True)
    granted = fields.Boolean(required=True)
    at = fields.AwareDateTime(required=True)


class PersonFacts(Message):
    """Who a person is and what they agreed to; personal data, so never public."""

    person_id = fields.String(required=True)
    name_latin = fields.String(required=True)
    name_arabic = fields.String(allow_none=True)
    email = fields.Email(required=True)
    language = fields.String(required=True, validate=validate.OneOf(["fr", "ar"]))
    consents = fields.List(fields.Nested(Consent), required=True)


class PersonRegistered(PersonFacts):
    """A person is known to the directory and may register, be matched and be written to."""

    type = "directory.person_registered.v1"


class ConsentChanged(PersonFacts):
    """A person gave or withdrew a consent; all their consents are told again."""

    type = "directory.consent_changed.v1"


class PhoneGiven(Message):
    """A person can be reached at this number; told to the room that tells people, and to no other."""

    type = "directory.phone_given.v1"

    person_id = fields.String(required=True)
    phone = fields.String(required=True)


class PersonErased(Message):
    """A person's data has been erased in the directory and must be erased in every room."""

    type = "directory.person_erased.v1"

    person_id = fields.String(required=True)


class DirectoryCheckpointMade(CheckpointFacts):
    """The audit trail of the directory has a new checkpoint."""

    type = "directory.checkpoint_made.v1"
