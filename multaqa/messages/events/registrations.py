"""Registrations: who asked, who has a seat, to whom one is offered, who waits, who came."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

REGISTRATION_STATES = ("pending", "waitlisted", "offered", "confirmed", "checked_in", "cancelled")
REASONS = ("person", "staff", "declined", "expired", "refused", "edition_cancelled")


class RegistrationFacts(Message):
    """A person's registration for an edition; `place` is their place on the waitlist, kept after promotion.

    `institute_id`, `sector` and `level` are the person's on the day they registered.
    """

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    person_id = fields.String(required=True)
    category = fields.String(required=True)
    activity_ids = fields.List(fields.String(), load_default=list)
    institute_id = fields.String(allow_none=True)
    sector = fields.String(allow_none=True)
    level = fields.String(allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(REGISTRATION_STATES))
    place = fields.Integer(allow_none=True, validate=validate.Range(min=1))
    registered_at = fields.AwareDateTime(required=True)
    promoted = fields.Boolean(required=True)
    offered_until = fields.AwareDateTime(allow_none=True)
    confirmed_at = fields.AwareDateTime(allow_none=True)
    cancelled_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(REASONS))
    checked_in_at = fields.AwareDateTime(allow_none=True)


class LinkedRegistration(RegistrationFacts):
    """What becomes a mail with the person's own link: `token` is in it and nowhere else, as with signatures."""

    token = fields.String(allow_none=True, load_default=None)


class RegistrationReceived(LinkedRegistration):
    """A seat is kept for the person, and staff have yet to approve."""

    type = "events.registration_received.v1"


class RegistrationConfirmed(LinkedRegistration):
    """The person has a seat, at once or, where `promoted`, because another gave theirs back."""

    type = "events.registration_confirmed.v1"


class RegistrationWaitlisted(LinkedRegistration):
    """What the person asked for is full: they wait at `place`."""

    type = "events.registration_waitlisted.v1"


class RegistrationPromoted(LinkedRegistration):
    """A seat came back and is offered to the person until `offered_until`."""

    type = "events.registration_promoted.v1"


class RegistrationLinkSent(LinkedRegistration):
    """The person asked for their link again and is sent another one beside those before."""

    type = "events.registration_link_sent.v1"


class RegistrationCancelled(RegistrationFacts):
    """The person does not come, for `reason`, and their seat or place is free."""

    type = "events.registration_cancelled.v1"


class AttendeeCheckedIn(RegistrationFacts):
    """The person has come through the door; told again when they come after a `check_in_undone`."""

    type = "events.attendee_checked_in.v1"


class CheckInUndone(RegistrationFacts):
    """The person counts as not come: what let them in was a mistake, and the seat is theirs as before."""

    type = "events.check_in_undone.v1"
