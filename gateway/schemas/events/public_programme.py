"""The programme for everybody, over HTTP."""

from gateway.schemas.events.activities import ACTIVITY_KINDS, ACTIVITY_STATES
from gateway.schemas.events.editions import EDITION_STATES, Hours, Room
from gateway.schemas.shape import Flag, LocalText, Shape, identifier, list_of, moment, nested, number, one_of, text


class PublicAddress(Shape):
    """Both addresses need no key; they are told this once, and are null in the answer to a repeat."""

    edition_id = identifier(required=True)
    opened_at = moment(required=True)
    programme = text(200, required=True, allow_none=True)
    calendar = text(200, required=True, allow_none=True)


class LanguageQuery(Shape):
    language = one_of("fr", "ar", metadata={"description": "French unless given."})


class ShownSpeaker(Shape):
    name = text(120, required=True)
    organisation = text(160, required=True, allow_none=True)
    title = text(160, required=True, allow_none=True)


class ShownActivity(Shape):
    id = identifier(required=True)
    kind = one_of(*ACTIVITY_KINDS, required=True)
    title = nested(LocalText, required=True)
    topic = nested(LocalText, required=True, allow_none=True)
    room = identifier(required=True, allow_none=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    state = one_of(*ACTIVITY_STATES, required=True)
    speakers = list_of(ShownSpeaker, 40, required=True)


class PublicProgramme(Shape):
    """`postponed_from` is the date that was given up, where it was postponed; `register` is a page, while open."""

    series_name = nested(LocalText, required=True)
    theme = nested(LocalText, required=True, allow_none=True)
    venue = text(160, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    opening_hours = list_of(Hours, 100, required=True)
    rooms = list_of(Room, 100, required=True)
    state = one_of(*EDITION_STATES, required=True)
    reason = text(500, required=True, allow_none=True)
    postponed_from = moment(required=True, allow_none=True)
    takes_registrations = Flag(required=True)
    register = text(200, required=True, allow_none=True)
    activities = list_of(ShownActivity, 1000, required=True)
    number = number(1, required=True)
