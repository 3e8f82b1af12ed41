"""Requests for interviews over HTTP, and the modes an edition handles them in."""

from gateway.schemas.matching.timetables import Slots
from gateway.schemas.shape import Shape, identifier, list_of, moment, number, one_of

REQUESTS = ("opt_in", "automatic")
TIMES = ("people_pick", "organiser_schedules")
SIDES = ("candidate", "company")
STATES = ("open", "accepted", "declined", "cancelled", "expired")
MOST_SLOTS = 3_000


class NewModes(Slots):
    """Where people pick their times, the slots they pick among are said, too."""

    requests = one_of(*REQUESTS, required=True)
    times = one_of(*TIMES, required=True)


class OneSlot(Shape):
    slot = number(0, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)


class Modes(Shape):
    edition_id = identifier(required=True)
    requests = one_of(*REQUESTS, required=True)
    times = one_of(*TIMES, required=True)
    slots = list_of(OneSlot, MOST_SLOTS, required=True, allow_none=True)
    stated_at = moment(required=True)


class NewRequest(Shape):
    offer_id = identifier(required=True)
    slots = list_of(number(0), MOST_SLOTS, metadata={"description": "Those the asker offers; any unless stated."})


class NewRequestToCandidate(Shape):
    candidate_id = identifier(required=True)
    slots = list_of(number(0), MOST_SLOTS, metadata={"description": "Those the asker offers; any unless stated."})


class NewAnswer(Shape):
    answer = one_of("accept", "decline", "cancel", required=True)
    slot = number(0, metadata={"description": "Of those offered the one chosen; the first that is free unless stated."})


class InterviewRequest(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    offer_id = identifier(required=True)
    organisation_id = identifier(required=True)
    candidate_id = identifier(required=True)
    asked_by = one_of(*SIDES, required=True)
    asked_at = moment(required=True)
    expires_at = moment(required=True)
    slots = list_of(number(0), MOST_SLOTS, required=True)
    state = one_of(*STATES, required=True)
    answered_at = moment(required=True, allow_none=True)
    interview_id = identifier(required=True, allow_none=True)
