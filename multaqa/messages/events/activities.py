"""Activities: what takes place at an edition, where and when."""

from typing import Any

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message

ACTIVITY_KINDS = ("talk", "fair", "contest", "show", "signing", "workshop")
ACTIVITY_STATES = ("planned", "cancelled")


class ActivityFacts(Message):
    """An activity without its speakers: who they are is the programme's to show. Without a room it is everywhere."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ACTIVITY_KINDS))
    title = fields.Nested(LocalText, required=True)
    topic = fields.Nested(LocalText, required=True, allow_none=True)
    room = fields.String(required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    capacity = fields.Integer(required=True, allow_none=True, validate=validate.Range(min=1))
    agreement_ids = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(ACTIVITY_STATES))
    reason = fields.String(required=True, allow_none=True)
    planned_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)


def speakers() -> "fields.List[Any]":
    """Who speaks there and has to know; nobody before the edition is announced."""
    return fields.List(fields.String(), load_default=list)


class ActivityPlanned(ActivityFacts):
    """The edition's programme has one activity more."""

    type = "events.activity_planned.v1"


class ActivityChanged(ActivityFacts):
    """The activity is not what it was; where `moved`, its time or its room is another."""

    type = "events.activity_changed.v1"

    moved = fields.Boolean(required=True)
    speaker_ids = speakers()


class ActivityCancelled(ActivityFacts):
    """The activity does not take place, though the edition does; `reason` says why."""

    type = "events.activity_cancelled.v1"

    speaker_ids = speakers()


class SpeakersChanged(ActivityFacts):
    """These persons speak at an activity of an announced edition, or no longer do."""

    type = "events.speakers_changed.v1"

    named_ids = fields.List(fields.String(), required=True)
    released_ids = fields.List(fields.String(), required=True)
