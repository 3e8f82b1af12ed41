"""Stands, the plan they lie on, and their representatives over HTTP. Lengths are in decimetres."""

from gateway.schemas.shape import (
    Flag,
    LocalText,
    Shape,
    email,
    identifier,
    list_of,
    moment,
    nested,
    number,
    phone,
    text,
)

MOST = 20_000
"""Two kilometres: no venue is longer."""


class Ground(Shape):
    """A rectangle, from the upper left corner of the plan."""

    x = number(0, MOST, required=True)
    y = number(0, MOST, required=True)
    width = number(0, MOST, required=True)
    height = number(0, MOST, required=True)


class Zone(Ground):
    """A hall or a part of one."""

    code = identifier(required=True)
    name = nested(LocalText, required=True)


class NewPlan(Shape):
    width = number(0, MOST, required=True)
    height = number(0, MOST, required=True)
    zones = list_of(Zone, 60, required=True)


class Plan(NewPlan):
    edition_id = identifier(required=True)
    drawn_at = moment(required=True)
    version = number(1, required=True)


class Place(Ground):
    """Where on the plan, within a zone."""

    zone = identifier(required=True)


class StandChange(Shape):
    """What is named is changed; a place that is null takes the stand off the plan."""

    label = text(40)
    tables = number(0, 200)
    place = nested(Place, allow_none=True)
    agreement_id = identifier()


class NewStand(Shape):
    organisation_id = identifier(required=True)
    label = text(40, required=True)
    tables = number(0, 200, required=True)
    place = nested(Place, allow_none=True)
    agreement_id = identifier(
        metadata={"description": "One of the organisation's in force; by itself the first, this edition's before."}
    )


class Equipment(Shape):
    what = text(100, required=True)
    quantity = number(0, 1_000, required=True)
    granted = Flag(allow_none=True, metadata={"description": "Null until the directorate has said."})


class NewEquipment(Shape):
    equipment = list_of(Equipment, 50, required=True)


class TablePlace(Shape):
    table = text(50, required=True, metadata={"description": "As the timetable of interviews names it."})
    x = number(0, required=True)
    y = number(0, required=True)


class Stand(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    organisation_id = identifier(required=True)
    label = text(40, required=True)
    tables = number(1, 200, required=True)
    place = nested(Place, required=True, allow_none=True)
    table_places = list_of(TablePlace, 200, required=True)
    agreement_id = identifier(required=True, allow_none=True)
    partner = Flag(required=True, metadata={"description": "Whether it was given under an agreement in force."})
    equipment = list_of(Equipment, 50, required=True)
    assigned_at = moment(required=True)
    changed_at = moment(required=True, allow_none=True)
    arrived_at = moment(required=True, allow_none=True)
    arrival_noted_by = text(160, required=True, allow_none=True)
    withdrawn_at = moment(required=True, allow_none=True)
    reason = text(500, required=True, allow_none=True)
    version = number(1, required=True)


class StandWithdrawal(Shape):
    reason = text(500, required=True)


class NewRepresentative(Shape):
    """A person of the directory, or a contact with a name."""

    name = text(160)
    role = text(100)
    email = email()
    phone = phone()
    person_id = identifier()


class Representative(Shape):
    id = identifier(required=True)
    stand_id = identifier(required=True)
    edition_id = identifier(required=True)
    name = text(160, required=True, allow_none=True)
    role = text(100, required=True, allow_none=True)
    email = email(required=True, allow_none=True)
    phone = phone(required=True, allow_none=True)
    person_id = identifier(required=True, allow_none=True)
    added_at = moment(required=True)
    linked_at = moment(required=True, allow_none=True)
    ended_at = moment(required=True, allow_none=True)


class LinkedRepresentative(Representative):
    token = text(
        200,
        required=True,
        allow_none=True,
        metadata={
            "description": "The token of the representative's link, shown once: a repeat of the request lacks it."
        },
    )


class PlannedEdition(Shape):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    starts_at = moment(required=True)
    venue = text(160, required=True)
    number = number(1, required=True)


class DrawnPlan(Shape):
    width = number(0, MOST, required=True)
    height = number(0, MOST, required=True)
    zones = list_of(Zone, 60, required=True)


class PublicStand(Shape):
    id = identifier(required=True)
    label = text(40, required=True)
    tables = number(1, 200, required=True)
    place = nested(Place, required=True, allow_none=True)
    table_places = list_of(TablePlace, 200, required=True)
    organisation_name = nested(LocalText, required=True, allow_none=True)
    zone_name = nested(LocalText, required=True, allow_none=True)


class PublicPlan(Shape):
    """Where each organisation stands; nobody is named."""

    edition = nested(PlannedEdition, required=True)
    plan = nested(DrawnPlan, required=True, allow_none=True)
    stands = list_of(PublicStand, 500, required=True)
