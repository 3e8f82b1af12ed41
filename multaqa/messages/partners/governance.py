"""Shared governance: seats, meetings and decisions, never the people behind them."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees

SEAT_STATES = ("vacant", "occupied", "ended")
MEETING_STATES = ("called", "in_session", "held", "without_quorum", "cancelled")


class SeatFacts(Message):
    """A seat of an organisation (or `directorate`) on a committee; `agreement_id` where an agreement grants it."""

    id = fields.String(required=True)
    committee_id = fields.String(required=True)
    institute_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    voting = fields.Boolean(required=True)
    basis = fields.String(required=True, validate=validate.OneOf(("agreement", "founding")))
    agreement_id = fields.String(allow_none=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(SEAT_STATES))
    since = fields.Date(required=True)


class SeatGranted(SeatFacts):
    """An organisation has a seat on a committee of an institute."""

    type = "partners.seat_granted.v1"


class SeatVacated(SeatFacts):
    """Nobody sits on the seat any more: its mandate is over (`vacant`), or the seat itself is (`ended`)."""

    type = "partners.seat_vacated.v1"


class SeatLeftVacant(SeatFacts):
    """A seat has nobody on it: its organisation is asked to name somebody, and the directorate is told."""

    type = "partners.seat_left_vacant.v1"

    committee_name = fields.Nested(LocalText, required=True)
    addressees = addressees()


class AgendaItem(Schema):
    """What is talked about, and the organisations whose own business it is."""

    id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    concerns = fields.List(fields.String(), required=True)
    commitment_id = fields.String(allow_none=True)
    curriculum_change_id = fields.String(allow_none=True)
    decision_id = fields.String(allow_none=True)


class Quorum(Schema):
    """Of the voting seats with a valid mandate that day: how many had to be there, and how many were."""

    mandates = fields.Integer(required=True)
    needed = fields.Integer(required=True)
    present = fields.Integer(required=True)
    reached = fields.Boolean(required=True)


class MeetingFacts(Message):
    """A meeting of a committee; its quorum is known once it was opened."""

    id = fields.String(required=True)
    committee_id = fields.String(required=True)
    institute_id = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    place = fields.String(required=True)
    agenda = fields.List(fields.Nested(AgendaItem), required=True)
    state = fields.String(required=True, validate=validate.OneOf(MEETING_STATES))
    quorum = fields.Nested(Quorum, required=True, allow_none=True)
    called_at = fields.AwareDateTime(required=True)
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


class MeetingCalled(MeetingFacts):
    """The members of a committee are asked to meet, with the notice its rules give them."""

    type = "partners.meeting_called.v1"


class MeetingCancelled(MeetingFacts):
    """A meeting that was called does not take place."""

    type = "partners.meeting_cancelled.v1"


class MeetingHeld(MeetingFacts):
    """A meeting is over: `held`, or `without_quorum`, and then it has decided nothing."""

    type = "partners.meeting_held.v1"


class MeetingNoticeGiven(MeetingFacts):
    """The organisations on a committee are told that a meeting is called, or that it is cancelled."""

    type = "partners.meeting_notice_given.v1"

    committee_name = fields.Nested(LocalText, required=True)
    addressees = addressees()


class Votes(Schema):
    """How those voted who may vote on the item; together they are all of them."""

    in_favour = fields.Integer(required=True, validate=validate.Range(min=0))
    against = fields.Integer(required=True, validate=validate.Range(min=0))
    abstentions = fields.Integer(required=True, validate=validate.Range(min=0))


class DecisionTaken(Message):
    """A committee with a quorum has voted on an item of its agenda, without those whose own business it is."""

    type = "partners.decision_taken.v1"

    id = fields.String(required=True)
    committee_id = fields.String(required=True)
    institute_id = fields.String(required=True)
    meeting_id = fields.String(required=True)
    item_id = fields.String(required=True)
    text = fields.Nested(LocalText, required=True)
    votes = fields.Nested(Votes, required=True)
    recused_seats = fields.List(fields.String(), required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(("adopted", "rejected")))
    owner = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    commitment_id = fields.String(allow_none=True)
    curriculum_change_id = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(required=True)
