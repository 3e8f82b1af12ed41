"""Pins, forbidden meetings, absences and late openings over HTTP, and what they change in a timetable."""

from gateway.schemas.matching.timetables import Interview
from gateway.schemas.shape import Shape, identifier, list_of, moment, nested, one_of, text

CHANGES = ("scheduled", "moved", "cancelled")
REASONS = ("candidate_withdrew", "candidate_absent", "forbidden", "no_table", "replanned")


class InterviewChange(Shape):
    """An interview that is new, has moved, or is cancelled; where it was, and why it is cancelled."""

    change = one_of(*CHANGES, required=True)
    interview = nested(Interview, required=True)
    from_starts_at = moment(required=True, allow_none=True)
    from_table = text(80, required=True, allow_none=True)
    reason = one_of(*REASONS, required=True, allow_none=True)


class Replanned(Shape):
    """All that has changed in the timetable: those concerned are told."""

    changes = list_of(InterviewChange, 10_000, required=True)


class NewPin(Shape):
    candidate_id = identifier(required=True)
    offer_id = identifier(required=True)
    starts_at = moment(allow_none=True)
    table_id = text(120, allow_none=True)


class Pin(Shape):
    """A meeting that a human has fixed; without `starts_at` it comes first wherever there is a slot."""

    id = identifier(required=True)
    edition_id = identifier(required=True)
    candidate_id = identifier(required=True)
    organisation_id = identifier(required=True)
    offer_id = identifier(required=True)
    starts_at = moment(required=True, allow_none=True)
    table_id = text(120, required=True, allow_none=True)
    pinned_at = moment(required=True)
    pinned_by = text(200, required=True)


class Pinned(Replanned):
    pins = list_of(Pin, 2, required=True)


class Swap(Shape):
    with_interview_id = identifier(required=True)


class NewForbiddenMeeting(Shape):
    candidate_id = identifier(required=True)
    organisation_id = identifier(required=True)


class ForbiddenMeeting(NewForbiddenMeeting):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    forbidden_at = moment(required=True)
    forbidden_by = text(200, required=True)


class Forbidden(Replanned):
    forbidden_meeting = nested(ForbiddenMeeting, required=True)


class AbsentCandidate(Shape):
    candidate_id = identifier(required=True)


class LateOpening(Shape):
    organisation_id = identifier(required=True)
    until = moment(required=True)
