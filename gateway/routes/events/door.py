"""The door: badges, who came, and the devices that let them in, with or without a network."""

from gateway.route import DOOR, LINK, PORTAL, STAFF, Download, get, post
from gateway.schemas.events.door import (
    Badge,
    BadgePrint,
    CheckIn,
    Device,
    DeviceScans,
    Door,
    DoorCounts,
    FoundAtDoor,
    NameQuery,
    NewBadgePrint,
    NewCheckIn,
    NewDevice,
    NewScans,
    RegisteredDevice,
    Scan,
    ScanAnswers,
    ScanQuery,
    Snapshot,
    Undoing,
)
from gateway.schemas.events.registrations import Registration
from gateway.schemas.shape import PageQuery, page_of

PDF = Download("application/pdf")

# fmt: off
READ_DOOR = get("/v1/links/{token}/door", "events.read_door(link)", LINK,
                "The edition a device is at the door of, and who came so far.", answer=Door)
READ_SNAPSHOT = get("/v1/links/{token}/snapshot", "events.get_snapshot_by_link(link)", LINK,
                    "What a device needs offline.", answer=Snapshot)
TELL_SCANS = post("/v1/links/{token}/scans", "events.tell_scans_by_link(link, device_now, scans)", LINK,
                  "Tell what a device scanned; a nonce that was told before is answered as before.",
                  body=DeviceScans, answer=ScanAnswers, status=200)

ROUTES = (
    get("/v1/registrations/{registration_id}/badge", "events.badge_of(registration_id)", PORTAL | DOOR,
        "The badge of a confirmed registration.", answer=Badge),
    get("/v1/registrations/{registration_id}/badge/document", "events.get_badge_document(registration_id)",
        PORTAL | DOOR, "The badge on paper, A6.", answer=PDF),
    post("/v1/editions/{edition_id}/badge-prints",
         "events.ask_badges(edition_id, layout, category, registration_ids)", STAFF,
         "Print the badges of all or some registrations.", body=NewBadgePrint, answer=BadgePrint),
    get("/v1/editions/{edition_id}/badge-prints", "events.list_badge_prints(edition_id, after, limit)", STAFF,
        "Badges that were printed.", query=PageQuery, answer=page_of(BadgePrint)),
    get("/v1/badge-prints/{print_id}", "events.get_badge_print(print_id)", STAFF,
        "How far a print is.", answer=BadgePrint),
    get("/v1/badge-prints/{print_id}/parts/{number}", "events.get_printed_badges(print_id, number)", STAFF,
        "One file of a print, numbered from 1: up to 100 badges.", answer=PDF),
    post("/v1/registrations/{registration_id}/check-in", "events.check_in(registration_id)", DOOR,
         "Let in a person who is known at the door.", answer=Registration, status=200),
    post("/v1/editions/{edition_id}/check-ins", "events.check_in_badge(edition_id, token, kind, device_id)", DOOR,
         "Scan a badge: whether the person may come in, and if not why.",
         body=NewCheckIn, answer=CheckIn, status=200),
    post("/v1/editions/{edition_id}/scans", "events.tell_scans(edition_id, device_id, device_now, scans)", DOOR,
         "Tell what a device scanned offline; a nonce that was told before is answered as before.",
         body=NewScans, answer=ScanAnswers, status=200),
    get("/v1/editions/{edition_id}/scans",
        "events.list_scans(edition_id, after, limit, verdict, conflicts, registration_id)", DOOR,
        "Scans of an edition: `verdict=already_in` are the duplicates.", query=ScanQuery, answer=page_of(Scan)),
    post("/v1/scans/{scan_id}/undo", "events.undo_scan(scan_id, reason)", DOOR,
         "Undo a scan made by mistake.", body=Undoing, answer=Scan, status=200),
    get("/v1/editions/{edition_id}/door-search", "events.find_at_door(edition_id, name)", DOOR,
        "Find a person at the door by name; every look-up is kept in the audit trail.",
        query=NameQuery, answer=page_of(FoundAtDoor)),
    get("/v1/editions/{edition_id}/door-counts", "events.count_at_door(edition_id)", DOOR,
        "Who came, by category and device.", answer=DoorCounts),
    get("/v1/editions/{edition_id}/snapshot", "events.get_snapshot(edition_id)", DOOR,
        "What a device needs offline; its ETag changes when anything in it does.", answer=Snapshot),
    post("/v1/editions/{edition_id}/devices", "events.register_device(edition_id, name)", STAFF,
         "Register a device at the door.", body=NewDevice, answer=RegisteredDevice),
    get("/v1/editions/{edition_id}/devices", "events.list_devices(edition_id, after, limit)", DOOR,
        "Devices at the door.", query=PageQuery, answer=page_of(Device)),
    post("/v1/devices/{device_id}/revoke", "events.revoke_device(device_id)", STAFF,
         "Take a device from the door; its link ends.", answer=Device, status=200),
    READ_DOOR, READ_SNAPSHOT, TELL_SCANS,
)
