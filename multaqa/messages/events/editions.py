"""Series and editions: what is planned, announced and held."""

from typing import Any

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.partners.addressees import addressees
from multaqa.messages.partners.editions import EditionNotice

EDITION_STATES = ("planned", "announced", "open", "closed", "held", "cancelled")
WAITLIST_ORDERS = ("arrival", "draw")


class SeriesCreated(Message):
    """A yearly gathering has a name, and editions of it can be planned."""

    type = "events.series_created.v1"

    id = fields.String(required=True)
    name = fields.Nested(LocalText, required=True)


class Quota(Schema):
    """How many people of one category an edition has room for."""

    category = fields.String(required=True)
    capacity = fields.Integer(required=True, validate=validate.Range(min=1))


class Hours(Schema):
    """From when to when the doors are open, within one day."""

    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)


class Room(Schema):
    """A place at the venue where something takes place."""

    code = fields.String(required=True)
    name = fields.Nested(LocalText, required=True)
    capacity = fields.Integer(required=True, allow_none=True, validate=validate.Range(min=1))


class Postponement(Hours):
    """The dates an edition had until it was postponed."""

    reason = fields.String(required=True)
    postponed_at = fields.AwareDateTime(required=True)


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
    registration_ends_at = fields.AwareDateTime(required=True, allow_none=True)
    opening_hours = fields.List(fields.Nested(Hours), required=True)
    rooms = fields.List(fields.Nested(Room), required=True)
    quotas = fields.List(fields.Nested(Quota), required=True)
    needs_approval = fields.List(fields.String(), required=True)
    offer_hours = fields.Integer(required=True, validate=validate.Range(min=1))
    waitlist_order = fields.String(required=True, validate=validate.OneOf(WAITLIST_ORDERS))
    reentry = fields.Boolean(required=True)
    state = fields.String(required=True, validate=validate.OneOf(EDITION_STATES))
    planned_at = fields.AwareDateTime(required=True)
    announced_at = fields.AwareDateTime(required=True, allow_none=True)
    opened_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    held_at = fields.AwareDateTime(required=True, allow_none=True)
    cancelled_at = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    postponements = fields.List(fields.Nested(Postponement), required=True)


def exhibitors() -> "fields.List[Any]":
    """The organisations that have a stand there, and have to know."""
    return fields.List(fields.String(), required=True)


def contributors() -> "fields.List[Any]":
    """The persons of the directory who speak, compete, judge or receive people there: they need not be registered."""
    return fields.List(fields.String(), load_default=list)


def institutes() -> "fields.List[Any]":
    """The organisations that registered a class for it."""
    return fields.List(fields.String(), load_default=list)


class EditionPlanned(EditionFacts):
    """An edition has its dates, venue and capacity; nobody outside the house knows of it yet."""

    type = "events.edition_planned.v1"


class EditionAnnounced(EditionFacts):
    """The edition's dates, venue and programme are public."""

    type = "events.edition_announced.v1"


class EditionChanged(EditionFacts):
    """What is stated of the edition, or how it works, is different now; announced dates are as they were."""

    type = "events.edition_changed.v1"


class EditionOpened(EditionFacts):
    """People can register for the edition."""

    type = "events.edition_opened.v1"


class EditionClosed(EditionFacts):
    """Nobody registers for the edition any more."""

    type = "events.edition_closed.v1"


class EditionPostponed(EditionFacts):
    """The edition has other dates than were announced; the last of `postponements` tells the ones before."""

    type = "events.edition_postponed.v1"

    exhibitors = exhibitors()
    contributor_ids = contributors()
    institute_ids = institutes()


class EditionCancelled(EditionFacts):
    """The edition does not take place; `reason` says why."""

    type = "events.edition_cancelled.v1"

    exhibitors = exhibitors()
    contributor_ids = contributors()
    institute_ids = institutes()


class EditionNoticeSent(EditionNotice):
    """An edition was postponed or cancelled: jurors and representatives whom the directory does not know are told."""

    type = "events.edition_notice_sent.v1"

    addressees = addressees()


class InvitationsOvertaken(EditionNotice):
    """An edition was postponed or cancelled before those who hold these invitations answered; none of them has another
    part in it by which they are told. The invitations' mails say who they are."""

    type = "events.invitations_overtaken.v1"

    invitation_ids = fields.List(fields.String(), required=True)


class EditionHeld(EditionFacts):
    """The edition took place."""

    type = "events.edition_held.v1"
