"""Contests: opened, entered, judged, published; what jurors are written, and what winners are given."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees

CONTEST_STATES = ("planned", "open", "scoring", "deliberating", "frozen", "published", "cancelled")
ENTRANT_PURPOSES = ("entered", "appeal", "published")
PURPOSES = ("score", "deliberate", "sign")


class ContestFacts(Message):
    """What others hear of a contest."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    activity_id = fields.String(required=True, allow_none=True)
    title = fields.Nested(LocalText, required=True)
    entries_until = fields.AwareDateTime(required=True)
    opened_at = fields.AwareDateTime(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(CONTEST_STATES))


class ContestOpened(ContestFacts):
    """Trainees may enter the contest."""

    type = "events.contest_opened.v1"


class ContestCancelled(ContestFacts):
    """The contest does not take place, or comes to no result: its entrants, and its jurors in this order, are told."""

    type = "events.contest_cancelled.v1"

    reason = fields.String(required=True)
    person_ids = fields.List(fields.String(), required=True)
    juror_ids = fields.List(fields.String(), required=True)
    addressees = addressees(least=0)


class ContestMoved(ContestFacts):
    """The activity that a contest takes place in has other times, another room, or is cancelled: its jurors are told.

    Those whom the directory knows, and the entrants, hear it of the activity itself.
    """

    type = "events.contest_moved.v1"

    activity_title = fields.Nested(LocalText, required=True)
    room = fields.Nested(LocalText, required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    cancelled_because = fields.String(required=True, allow_none=True)
    juror_ids = fields.List(fields.String(), required=True)
    addressees = addressees()


class EntrySubmitted(Message):
    """A trainee or a team takes part in a contest."""

    type = "events.entry_submitted.v1"

    id = fields.String(required=True)
    contest_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    person_ids = fields.List(fields.String(), required=True)
    institute_id = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True)


class EntrantLinkSent(Message):
    """An entrant is given a link to their entry, at the moment that `purpose` says; nobody else has been given it."""

    type = "events.entrant_link_sent.v1"

    id = fields.String(required=True)
    contest_id = fields.String(required=True)
    person_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    entry_title = fields.Nested(LocalText, required=True)
    purpose = fields.String(required=True, validate=validate.OneOf(ENTRANT_PURPOSES))
    appeals_until = fields.AwareDateTime(required=True, allow_none=True)
    token = fields.String(required=True)


class JurorInvited(Message):
    """A juror may do through the link what `purpose` says; nobody else has been given it."""

    type = "events.juror_invited.v1"

    id = fields.String(required=True)
    contest_id = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES))
    addressees = addressees()
    token = fields.String(required=True)


class JurorErased(Message):
    """The juror's name and address are no longer kept: whoever wrote to them forgets both."""

    type = "events.juror_erased.v1"

    id = fields.String(required=True)
    contest_id = fields.String(required=True)


class JurorScored(Message):
    """A juror has scored all the entries they were given: once for each juror of a contest."""

    type = "events.juror_scored.v1"

    id = fields.String(required=True)
    contest_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    scored_at = fields.AwareDateTime(required=True)


class RankedEntry(Schema):
    """An entry's place in a published ranking; a tie shares it."""

    entry_id = fields.String(required=True)
    rank = fields.Integer(required=True, validate=validate.Range(min=1))


class ResultPublished(ContestFacts):
    """The ranking of a contest stands, as the minutes of this digest say; a later version supersedes it."""

    type = "events.result_published.v1"

    minutes_version = fields.Integer(required=True, validate=validate.Range(min=1))
    minutes_digest = fields.String(required=True)
    supersedes = fields.String(required=True, allow_none=True)
    ranking = fields.List(fields.Nested(RankedEntry), required=True)
    published_at = fields.AwareDateTime(required=True)


class ShownSkill(Schema):
    """A skill that the jury saw, at a level of 1 to 4."""

    code = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))


class AwardFacts(Message):
    """What an entry is given at a place of a published ranking."""

    id = fields.String(required=True)
    contest_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    entry_id = fields.String(required=True)
    person_ids = fields.List(fields.String(), required=True)
    title = fields.Nested(LocalText, required=True)
    rank = fields.Integer(required=True, validate=validate.Range(min=1))
    skills = fields.List(fields.Nested(ShownSkill), required=True)
    juror_organisation_ids = fields.List(fields.String(), required=True)
    minutes_digest = fields.String(required=True)
    given_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("given", "revoked")))
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class AwardGiven(AwardFacts):
    """An entry has won a prize; told again, under later minutes, when they confirm it."""

    type = "events.award_given.v1"


class AwardRevoked(AwardFacts):
    """Later minutes give the prize to another: this award no longer stands."""

    type = "events.award_revoked.v1"
