"""What the events' room tells: series, editions, registrations and stands."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.checkpoint import CheckpointFacts

EDITION_STATES = ("planned", "open", "closed")
REGISTRATION_STATES = ("confirmed", "waitlisted", "cancelled", "checked_in")


class SeriesCreated(Message):
    """A yearly gathering has a name, and editions of it can be planned."""

    type = "events.series_created.v1"

    id = fields.String(required=True)
    name = fields.Nested(LocalText, required=True)


class Quota(Schema):
    """How many people of one category an edition has room for."""

    category = fields.String(required=True)
    capacity = fields.Integer(required=True, validate=validate.Range(min=1))


class EditionFacts(Message):
    """The public facts of an edition, with the name of its series."""

    id = fields.String(required=True)
    series_id = fields.String(required=True)
    series_name = fields.Nested(LocalText, required=True)
    number = fields.Integer(required=True, validate=validate.Range(min=1))
    theme = fields.Nested(LocalText, allow_none=True)
    sectors = fields.List(fields.String(), required=True)
    venue = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    quotas = fields.List(fields.Nested(Quota), required=True)
    state = fields.String(required=True, validate=validate.OneOf(EDITION_STATES))
    planned_at = fields.AwareDateTime(required=True)
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


class EditionPlanned(EditionFacts):
    """An edition has its dates, venue and capacity; nobody can register yet."""

    type = "events.edition_planned.v1"


class EditionOpened(EditionFacts):
    """People can register for the edition."""

    type = "events.edition_opened.v1"


class EditionClosed(EditionFacts):
    """The edition is over: nobody registers or cancels any more."""

    type = "events.edition_closed.v1"


class RegistrationFacts(Message):
    """A person's registration for an edition; `place` is their place on the waitlist, kept after promotion."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    person_id = fields.String(required=True)
    category = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(REGISTRATION_STATES))
    place = fields.Integer(allow_none=True, validate=validate.Range(min=1))
    registered_at = fields.AwareDateTime(required=True)
    confirmed_at = fields.AwareDateTime(allow_none=True)
    promoted = fields.Boolean(required=True)
    cancelled_at = fields.AwareDateTime(allow_none=True)
    checked_in_at = fields.AwareDateTime(allow_none=True)


class RegistrationConfirmed(RegistrationFacts):
    """The person has a seat, at once or, where `promoted`, because another gave theirs back."""

    type = "events.registration_confirmed.v1"


class RegistrationWaitlisted(RegistrationFacts):
    """The category is full: the person waits at `place`."""

    type = "events.registration_waitlisted.v1"


class RegistrationCancelled(RegistrationFacts):
    """The person does not come, and their seat or place is free."""

    type = "events.registration_cancelled.v1"


class CandidateCheckedIn(RegistrationFacts):
    """The person has come through the door."""

    type = "events.candidate_checked_in.v1"


class StandAssigned(Message):
    """An organisation has a stand at an edition, with so many tables."""

    type = "events.stand_assigned.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    label = fields.String(required=True)
    tables = fields.Integer(required=True, validate=validate.Range(min=1))
    assigned_at = fields.AwareDateTime(required=True)


class EventsCheckpointMade(CheckpointFacts):
    """The audit trail of the events' room has a new checkpoint."""

    type = "events.checkpoint_made.v1"
