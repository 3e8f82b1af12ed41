"""Registrations: who asked, who has a seat, who waits, who came."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

REGISTRATION_STATES = ("confirmed", "waitlisted", "cancelled", "checked_in")


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


class AttendeeCheckedIn(RegistrationFacts):
    """The person has come through the door."""

    type = "events.attendee_checked_in.v1"
