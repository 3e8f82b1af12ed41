"""The door over HTTP: badges, scans, devices and their snapshots."""

from marshmallow import fields

from gateway.schemas.events.registrations import Registration
from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)

LAYOUTS = ("a6", "a4")
KINDS = ("entry", "exit")
VERDICTS = (
    "accepted", "already_in", "left", "not_inside", "cancelled", "waitlisted", "not_confirmed", "not_this_edition",
    "forged", "foreign", "expired", "not_today", "unknown", "unreadable", "nonce_reused",
)  # fmt: skip
MOST_SCANS = 200


class Badge(Shape):
    """What a badge's QR holds, and the QR drawn."""

    registration_id = identifier(required=True)
    edition_id = identifier(required=True)
    token = text(200, required=True)
    expires_at = moment(required=True)
    svg = fields.String(required=True)


class NewBadgePrint(Shape):
    layout = one_of(*LAYOUTS, load_default="a4", metadata={"description": "One to a page, or four to a sheet."})
    category = identifier(metadata={"description": "Only those of this category."})
    registration_ids = list_of(identifier(), 2000, least=1)


class BadgePrint(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    layout = one_of(*LAYOUTS, required=True)
    state = one_of("printing", "ready", required=True)
    badges = number(1, required=True)
    printed = number(0, required=True)
    parts = number(0, required=True, metadata={"description": "Files that can be fetched, numbered from 1."})
    asked_at = moment(required=True)


class PersonShown(Shape):
    name_latin = fields.String(required=True)
    name_arabic = fields.String(required=True, allow_none=True)


class NewCheckIn(Shape):
    token = text(400, required=True)
    kind = one_of(*KINDS, load_default="entry")
    device_id = identifier()


class ScanAnswer(Shape):
    nonce = text(64, required=True)
    scan_id = identifier(required=True, allow_none=True)
    registration_id = identifier(required=True, allow_none=True)
    category = identifier(required=True, allow_none=True)
    verdict = one_of(*VERDICTS, required=True)
    code = text(64, required=True)
    text = text(200, required=True)
    conflict = identifier(
        required=True, allow_none=True, metadata={"description": "Why a person let in offline should not have been."}
    )
    at = moment(required=True)
    clock_off_s = fields.Integer(
        strict=True, required=True, metadata={"description": "How far the device's clock was off; `at` is put right."}
    )


class CheckIn(ScanAnswer):
    person = nested(PersonShown, required=True, allow_none=True)


class NewScan(Shape):
    nonce = identifier(required=True)
    token = text(400, required=True)
    kind = one_of(*KINDS, load_default="entry")
    at = moment(required=True)


class DeviceScans(Shape):
    """`device_now` is what the device's clock shows as it sends this."""

    device_now = moment(required=True)
    scans = list_of(NewScan, MOST_SCANS, least=1, required=True)


class NewScans(DeviceScans):
    device_id = identifier(required=True)


class ScanAnswers(Shape):
    edition_id = identifier(required=True)
    clock_off_s = fields.Integer(strict=True, required=True)
    scans = list_of(ScanAnswer, MOST_SCANS, required=True)


class Scan(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    registration_id = identifier(required=True, allow_none=True)
    category = identifier(required=True, allow_none=True)
    device_id = identifier(required=True, allow_none=True)
    nonce = text(64, required=True)
    kind = one_of(*KINDS, required=True)
    source = one_of("online", "offline", "hand", required=True)
    by = text(200, required=True)
    at = moment(required=True)
    device_at = moment(required=True)
    told_at = moment(required=True)
    clock_off_s = fields.Integer(strict=True, required=True)
    verdict = one_of(*VERDICTS, required=True)
    is_first = Flag(required=True, metadata={"description": "Whether the person came by it."})
    conflict = identifier(required=True, allow_none=True)
    undone_at = moment(required=True, allow_none=True)
    undone_by = fields.String(required=True, allow_none=True)
    undone_reason = fields.String(required=True, allow_none=True)


class ScanQuery(PageQuery):
    verdict = one_of(*VERDICTS, metadata={"description": "Only those that were answered so."})
    conflicts = one_of("true", metadata={"description": "Only those let in offline who should not have been."})
    registration_id = identifier(metadata={"description": "Only those of the badge of this registration."})


class Undoing(Shape):
    reason = text(500, required=True)


class NameQuery(Shape):
    name = text(100, least=2, required=True, metadata={"description": "How words of the name begin, in either script."})


class FoundAtDoor(Registration):
    person = nested(PersonShown, required=True)


class DoorFigures(Shape):
    entries = number(0, required=True, metadata={"description": "Persons who came."})
    inside = fields.Integer(strict=True, required=True)
    duplicates = number(0, required=True)
    conflicts = number(0, required=True)
    refused = number(0, required=True)
    lately = number(0, required=True, metadata={"description": "Persons who came in the last 15 minutes."})


class CategoryFigures(DoorFigures):
    category = identifier(required=True)


class DeviceFigures(DoorFigures):
    device_id = identifier(required=True)
    name = text(80, required=True)


class DoorCounts(Shape):
    edition_id = identifier(required=True)
    at = moment(required=True)
    total = nested(DoorFigures, required=True)
    categories = list_of(CategoryFigures, 100, required=True)
    devices = list_of(DeviceFigures, 1000, required=True)


class NewDevice(Shape):
    name = text(80, required=True)


class Device(NewDevice):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    registered_at = moment(required=True)
    revoked_at = moment(required=True, allow_none=True)


class RegisteredDevice(Device):
    token = text(
        120, required=True, allow_none=True,
        metadata={"description": "Of the device's link, `/door/{token}`: shown once, null in the answer to a repeat."},
    )  # fmt: skip


class DoorEdition(Shape):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    number = number(1, required=True)
    venue = text(160, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    reentry = Flag(required=True)


class DoorKey(Shape):
    id = identifier(required=True)
    public = text(64, required=True)


class Snapshot(Shape):
    """What a door needs offline; a record opens with its badge only."""

    edition_id = identifier(required=True)
    edition = nested(DoorEdition, required=True)
    made_at = moment(required=True)
    expires_at = moment(required=True)
    keys = list_of(DoorKey, 100, required=True)
    salt = text(64, required=True)
    records = fields.List(
        fields.List(fields.String()), required=True, metadata={"description": "Pairs of a lookup and a sealed record."}
    )
    digest = text(64, required=True)
    key_id = identifier(required=True)
    signature = text(128, required=True)
    version = number(1, required=True)


class Door(Shape):
    device = nested(Device, required=True)
    edition = nested(DoorEdition, required=True)
    counts = nested(DoorCounts, required=True)
