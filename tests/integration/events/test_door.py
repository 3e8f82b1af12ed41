"""Doors: a badge lets in whoever has a seat, once, with or without a network, whatever order devices speak in."""

import json
import random
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from multaqa.clock import move
from multaqa.errors import MultaqaError, NotFound, Refused
from multaqa.ids import new_id
from services.events.domain.badge import Badge, Token
from services.events.snapshots import opening
from services.events.snapshots import token_of as signed_by
from tests.integration.events.door import device_at, known, scanned, scans_of, seated, tell, token_of, verdicts
from tests.integration.events.forum import opened, register
from tests.integration.running import RABAT

CAME, UNDONE = "events.attendee_checked_in.v1", "events.check_in_undone.v1"


@pytest.fixture
def forum(events):
    return opened(events, capacity=8)


def check_in(events, edition, token, **more):
    return events.ask("check_in_badge", edition_id=edition, token=token, **more)


# online


def test_a_badge_lets_in_once_and_shows_who_it_is(events, forum):
    known(events, "p1")
    (seat,) = seated(events, forum, "p1")
    token = token_of(events, seat)
    first, second = check_in(events, forum, token), check_in(events, forum, token)
    assert verdicts([first, second]) == ["accepted", "already_in"]
    assert first["person"] == {"name_latin": "Prénomp1 Nomp1", "name_arabic": "الاسمp1"}
    assert (first["code"], first["text"]) == ("door.accepted", "Welcome: the person may come in.")
    assert [message.subject for message in events.told(CAME)] == [seat]


def test_the_badge_is_always_the_same_even_after_another_key_signs(events, forum):
    (old,) = seated(events, forum, "p1")
    token = token_of(events, old)
    events.ask("rotate_signing_key", kind="badge")
    (new,) = seated(events, forum, "p2")
    assert token_of(events, old) == token
    assert Token.read(token).badge.key_id != Token.read(token_of(events, new)).badge.key_id
    assert verdicts(check_in(events, forum, one) for one in (token, token_of(events, new))) == ["accepted", "accepted"]


def test_each_reason_to_stay_out_is_said(events, forum):
    edition = opened(events, capacity=1, number=3)
    cancelled, elsewhere = seated(events, forum, "p1", "p2")
    (kept,) = seated(events, edition, "p3")
    waiting = register(events, edition, "p4")
    assert waiting["state"] == "waitlisted"
    token, other = token_of(events, cancelled), token_of(events, elsewhere)
    events.ask("cancel_registration", registration_id=cancelled)
    said = {name: check_in(events, forum, shown)["verdict"] for name, shown in {
        "cancelled": token, "another edition": token_of(events, kept), "altered": altered(other),
        "no badge": "hello", "of nobody": of_nobody(events, forum),
    }.items()}  # fmt: skip
    assert said == {
        "cancelled": "cancelled", "another edition": "not_this_edition", "altered": "forged", "no badge": "unreadable",
        "of nobody": "foreign",
    }  # fmt: skip
    assert events.told(CAME) == []
    assert len(scans_of(events, forum)) == 5
    for registration in (cancelled, waiting["id"]):
        with pytest.raises(Refused, match=r"badge\.not_confirmed"):
            token_of(events, registration)


def altered(token):
    """The last letter but three is of the signature."""
    letter = "A" if token[-4] != "A" else "B"
    return f"{token[:-4]}{letter}{token[-3:]}"


def of_nobody(events, edition):
    """A badge by a key that is none of this tenant's."""
    return signed_by(Badge("00" * 8, new_id(), edition, datetime(2099, 1, 1, tzinfo=UTC)), Ed25519PrivateKey.generate())


def test_whoever_is_known_at_the_door_is_let_in_by_hand_and_their_badge_is_then_a_duplicate(events, forum):
    (seat,) = seated(events, forum, "p1")
    events.ask("check_in", registration_id=seat)
    assert check_in(events, forum, token_of(events, seat))["verdict"] == "already_in"
    assert [scan["source"] for scan in scans_of(events, forum)] == ["hand", "online"]


def test_an_undone_scan_lets_the_person_come_again_and_each_turn_is_told_once(events, forum):
    (seat,) = seated(events, forum, "p1")
    scan = check_in(events, forum, token_of(events, seat))["scan_id"]
    undone = events.ask("undo_scan", scan_id=scan, reason="mauvaise personne")
    assert (undone["undone_by"], undone["undone_reason"]) == ("key:test", "mauvaise personne")
    assert events.ask("get_registration", registration_id=seat)["state"] == "confirmed"
    (audited,) = events.database["audit"].find({"action": "scan.undone"})
    assert audited["subject"] == seat
    assert came(events, forum) == 0
    assert check_in(events, forum, token_of(events, seat))["verdict"] == "accepted"
    assert came(events, forum) == 1
    with pytest.raises(Refused, match=r"scan\.already_undone"):
        events.ask("undo_scan", scan_id=scan, reason="encore")
    assert [message.subject for message in events.told(CAME)] == [seat, seat]
    (told,) = events.told(UNDONE)
    assert (told.subject, told.facts["state"], told.facts["checked_in_at"]) == (seat, "confirmed", None)
    first, again = (message.version for message in events.told(CAME))
    assert first < told.version < again


def came(events, edition):
    """By the funnel; what is counted at the door agrees with it."""
    steps = {step["step"]: step["count"] for step in events.ask("funnel", edition_id=edition)["total"]}
    assert events.ask("count_at_door", edition_id=edition)["total"]["entries"] == steps["came"]
    return steps["came"]


def test_only_the_undoing_that_leaves_nobody_in_is_told(events, forum):
    """A person scanned by two devices is there by the other scan when one is undone."""
    (seat,) = seated(events, forum, "p1")
    token = token_of(events, seat)
    scans = [check_in(events, forum, token)["scan_id"] for _ in range(2)]
    events.ask("undo_scan", scan_id=scans[0], reason="erreur")
    assert (came(events, forum), events.told(UNDONE), len(events.told(CAME))) == (1, [], 1)
    events.ask("undo_scan", scan_id=scans[1], reason="erreur")
    assert (came(events, forum), len(events.told(UNDONE)), len(events.told(CAME))) == (0, 1, 1)


def test_undoing_the_scan_of_whoever_had_no_seat_tells_nothing(events, forum):
    (seat,) = seated(events, forum, "p1")
    token, device = token_of(events, seat), device_at(events, forum)
    events.ask("cancel_registration", registration_id=seat)
    (told,) = tell(events, forum, device, [scanned("n", token)])
    events.ask("undo_scan", scan_id=told["scan_id"], reason="erreur")
    assert (events.told(CAME), events.told(UNDONE)) == ([], [])


def test_a_name_is_found_in_either_script_and_the_look_up_is_kept(events, forum):
    known(events, "p1", "p2")
    first, _ = seated(events, forum, "p1", "p2")
    for asked in ("nomp1 prenom", "الاسمp1"):
        (found,) = events.ask("find_at_door", edition_id=forum, name=asked)["items"]
        assert (found["id"], found["person"]["name_latin"]) == (first, "Prénomp1 Nomp1")
    assert len(events.ask("find_at_door", edition_id=forum, name="prenom")["items"]) == 2
    rows = list(events.database["audit"].find({"action": "door.name_looked_up"}))
    assert [len(json.loads(row["facts"])["found"]) for row in rows] == [1, 1, 2]
    assert not any("nomp1" in row["facts"] for row in rows)


# offline


def test_a_snapshot_opens_with_a_badge_and_follows_who_has_a_seat(events, forum):
    known(events, "p1", "p2")
    first, second = seated(events, forum, "p1", "p2")
    device = device_at(events, forum)
    link = sha256(device["token"].partition(".")[2].encode()).hexdigest()
    snapshot = events.ask("get_snapshot_by_link", link=link)
    assert record_in(snapshot, token_of(events, first))["n"] == "Prénomp1 Nomp1"
    gone = token_of(events, second)
    events.ask("cancel_registration", registration_id=second)
    events.ask("check_in", registration_id=first)
    fresh = events.ask("get_snapshot", edition_id=forum)
    assert record_in(fresh, gone) is None
    assert record_in(fresh, token_of(events, first))["i"] is not None
    assert fresh["version"] != snapshot["version"]
    assert events.ask("get_snapshot", edition_id=forum)["version"] == fresh["version"]


def record_in(snapshot, token):
    lookup, key = opening(Token.read(token).signature, octets(snapshot["salt"]))
    sealed = {octets(line[0]): line[1] for line in snapshot["records"]}.get(lookup)
    return sealed and json.loads(AESGCM(key).decrypt(bytes(12), octets(sealed), None))


def octets(spelled):
    return urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))


def test_two_devices_admit_one_badge_and_the_earlier_scan_is_the_entry(events, forum):
    (seat,) = seated(events, forum, "p1")
    token, north, south = token_of(events, seat), device_at(events, forum, "Nord"), device_at(events, forum, "Sud")
    later = scanned("n1", token, minutes_ago=1)
    earlier = scanned("n1", token, minutes_ago=9)
    assert verdicts(tell(events, forum, north, [later])) == ["accepted"]
    assert verdicts(tell(events, forum, south, [earlier])) == ["accepted"]
    (duplicate,) = scans_of(events, forum, verdict="already_in")
    assert duplicate["device_id"] == north["id"]
    came_at = events.ask("get_registration", registration_id=seat)["checked_in_at"]
    assert datetime.fromisoformat(came_at) == datetime.fromisoformat(earlier["at"])
    assert len(events.told(CAME)) == 1
    assert verdicts(tell(events, forum, north, [later])) == ["accepted"]
    assert len(scans_of(events, forum)) == 2


def test_a_nonce_repeated_in_one_batch_or_given_to_another_badge(events, forum):
    tokens = [token_of(events, seat) for seat in seated(events, forum, "p1", "p2")]
    device = device_at(events, forum)
    answers = tell(events, forum, device, [scanned("n", tokens[0]), scanned("n", tokens[0]), scanned("n", tokens[1])])
    assert verdicts(answers) == ["accepted", "accepted", "nonce_reused"]
    assert len(scans_of(events, forum)) == 1
    assert verdicts(tell(events, forum, device, [scanned("m", tokens[1])])) == ["accepted"]


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_wrong_by_a_day_is_noticed_and_put_right(events, forum, off):
    (seat,) = seated(events, forum, "p1")
    device = device_at(events, forum)
    (told,) = tell(events, forum, device, [scanned("n", token_of(events, seat), 3, off=off)], off=off)
    assert (told["verdict"], told["conflict"]) == ("accepted", None)
    assert abs(told["clock_off_s"] - off.total_seconds()) <= 5
    (kept,) = scans_of(events, forum)
    assert abs(datetime.fromisoformat(kept["at"]) - datetime.fromisoformat(kept["device_at"]) + off) < timedelta(
        seconds=5
    )


def test_a_clock_mended_before_telling_leaves_a_conflict_and_loses_nothing(events, forum):
    (seat,) = seated(events, forum, "p1")
    (told,) = tell(
        events, forum, device_at(events, forum), [scanned("n", token_of(events, seat), off=timedelta(days=-1))]
    )
    assert (told["verdict"], told["conflict"]) == ("accepted", "not_today")
    assert events.ask("get_registration", registration_id=seat)["state"] == "checked_in"


def test_a_cancelled_person_let_in_offline_is_an_entry_with_a_conflict(events, forum):
    (seat,) = seated(events, forum, "p1")
    token, device = token_of(events, seat), device_at(events, forum)
    events.ask("cancel_registration", registration_id=seat)
    (told,) = tell(events, forum, device, [scanned("n", token)])
    assert (told["verdict"], told["conflict"]) == ("accepted", "cancelled")
    (conflict,) = scans_of(events, forum, conflicts="true")
    assert (conflict["is_first"], conflict["registration_id"]) == (True, seat)
    assert events.ask("get_registration", registration_id=seat)["state"] == "cancelled"
    assert events.told(CAME) == []


def test_a_batch_with_everything_wrong_is_answered_scan_by_scan(events, forum):
    edition = opened(events, number=3)
    (here,), (there,) = seated(events, forum, "p1"), seated(events, edition, "p2")
    good = token_of(events, here)
    told = [
        scanned("1", "rubbish"),
        scanned("2", altered(good)),
        scanned("3", of_nobody(events, forum)),
        scanned("4", token_of(events, there)),
        scanned("5", good),
    ]
    device = device_at(events, forum)
    said = ["unreadable", "forged", "foreign", "not_this_edition", "accepted"]
    assert verdicts(tell(events, forum, device, told)) == said
    assert verdicts(tell(events, forum, device, told)) == said
    assert len(scans_of(events, forum)) == 5


def test_a_device_serves_its_edition_until_it_is_revoked(events, forum):
    edition = opened(events, number=3)
    (seat,) = seated(events, forum, "p1")
    device, scan = device_at(events, forum), scanned("n", token_of(events, seat))
    with pytest.raises(Refused, match=r"device\.other_edition"):
        tell(events, edition, device, [scan])
    link = sha256(device["token"].partition(".")[2].encode()).hexdigest()
    assert events.ask("read_door", link=link)["device"]["id"] == device["id"]
    events.ask("revoke_device", device_id=device["id"])
    with pytest.raises(Refused, match=r"device\.revoked"):
        tell(events, forum, device, [scan])
    for method, more in by_link():
        with pytest.raises(NotFound):
            events.ask(method, link=link, **more)
    assert scans_of(events, forum) == []


def by_link():
    scans = {"device_now": datetime(2026, 1, 1, tzinfo=UTC).isoformat(), "scans": [scanned("x", "y")]}
    return (("read_door", {}), ("get_snapshot_by_link", {}), ("tell_scans_by_link", scans))


def test_the_link_is_in_no_row_and_in_no_repeat(events, forum):
    device = device_at(events, forum, key="once")
    assert device_at(events, forum, key="once")["token"] is None
    secret = device["token"].partition(".")[2]
    for name in events.holds():
        assert not any(secret in repr(row) for row in events.database[name].find())


# the proof


@pytest.mark.timeout(240)
def test_twenty_devices_offline_tell_three_thousand_scans_in_random_order_twice(events):
    """2,700 persons are admitted once each, 300 of them by two devices; batches go in any order, all of them twice."""
    chance = random.Random(20)
    edition = opened(events, capacity=2700, began=timedelta(days=1))
    with ThreadPoolExecutor(64) as queue:
        seats = list(queue.map(lambda n: register(events, edition, f"p{n}")["id"], range(2700)))
    key = events.ask("list_signing_keys", kind="badge")["items"][0]["id"]
    tokens = dict(zip(seats, tokens_of(events, seats, key), strict=True))
    devices = [device_at(events, edition, f"Porte {n}") for n in range(20)]
    queues = {device["id"]: [] for device in devices}
    moments = {}
    for n, seat in enumerate([*seats, *seats[:300]]):
        device = devices[(n + n // 2700) % 20]["id"]
        minutes = 10 + chance.random() * 400
        scan = scanned(f"n{n}", tokens[seat], minutes)
        queues[device].append(scan)
        moments.setdefault(seat, []).append(datetime.fromisoformat(scan["at"]))
    batches = [(device, scans[at : at + 50]) for device, scans in queues.items() for at in range(0, len(scans), 50)]
    answers = []
    for _ in range(2):
        chance.shuffle(batches)
        with ThreadPoolExecutor(8) as queue:
            told = queue.map(lambda batch: (batch, tell(events, edition, {"id": batch[0]}, batch[1])), batches)
            answers.append({(batch[0], one["nonce"]): one["verdict"] for batch, said in told for one in said})
    assert answers[0] == answers[1]
    counts = events.ask("count_at_door", edition_id=edition)
    assert {name: counts["total"][name] for name in ("entries", "inside", "duplicates", "conflicts", "refused")} == {
        "entries": 2700, "inside": 2700, "duplicates": 300, "conflicts": 0, "refused": 0,
    }  # fmt: skip
    assert sum(device["entries"] + device["duplicates"] for device in counts["devices"]) == 3000
    assert events.database["scans"].count_documents({}) == 3000
    assert sorted(message.subject for message in events.told(CAME)) == sorted(seats)
    came = {row["_id"]: row["checked_in_at"] for row in events.database["registrations"].find()}
    assert {seat: came[seat].replace(tzinfo=UTC) for seat in seats} == {seat: min(at) for seat, at in moments.items()}
    entries = events.database["scans"].find({"is_first": True})
    assert sorted(row["registration_id"] for row in entries) == sorted(seats)


def tokens_of(events, seats, key):
    """As `badge_of` gives them; a few are compared, since asking for thousands takes its time."""
    asked = [token_of(events, seat) for seat in seats[:3]]
    assert {Token.read(token).badge.key_id for token in asked} == {key}
    with ThreadPoolExecutor(8) as queue:
        return [*asked, *queue.map(lambda seat: token_of(events, seat), seats[3:])]


def test_two_devices_that_tell_at_the_same_moment_make_one_entry(events, forum):
    (seat,) = seated(events, forum, "p1")
    token = token_of(events, seat)
    devices = [device_at(events, forum, f"Porte {n}") for n in range(6)]
    with ThreadPoolExecutor(6) as queue:
        said = list(queue.map(lambda n: tell(events, forum, devices[n], [scanned("n", token, n)]), range(6)))
    assert len(said) == 6
    assert [scan["device_id"] for scan in scans_of(events, forum, verdict="accepted")] == [devices[5]["id"]]
    assert len(scans_of(events, forum, verdict="already_in")) == 5
    assert len(events.told(CAME)) == 1


# other tenants, and who is forgotten


def test_another_tenant_finds_nothing_and_its_badge_is_foreign(events, forum):
    theirs = opened(events, number=1, tenant=RABAT)
    (ours,) = seated(events, forum, "p1")
    (guest,) = seated(events, theirs, "p1", tenant=RABAT)
    device, token = device_at(events, forum), token_of(events, ours)
    assert check_in(events, forum, token_of(events, guest, tenant=RABAT))["verdict"] == "foreign"
    assert check_in(events, theirs, token, tenant=RABAT)["verdict"] == "foreign"
    scan = check_in(events, forum, token)["scan_id"]
    link = sha256(device["token"].partition(".")[2].encode()).hexdigest()
    asked = events.ask("ask_badges", edition_id=forum, layout="a6")
    before = events.holds()
    edition = {"edition_id": forum}
    for method, arguments in [
        ("badge_of", {"registration_id": ours}),
        ("get_badge_document", {"registration_id": ours}),
        ("check_in", {"registration_id": ours}),
        ("check_in_badge", {**edition, "token": token}),
        ("undo_scan", {"scan_id": scan, "reason": "x"}),
        ("list_scans", edition),
        ("find_at_door", {**edition, "name": "nom"}),
        ("count_at_door", edition),
        ("register_device", {**edition, "name": "x"}),
        ("list_devices", edition),
        ("revoke_device", {"device_id": device["id"]}),
        ("get_snapshot", edition),
        ("ask_badges", {**edition, "layout": "a6"}),
        ("list_badge_prints", edition),
        ("get_badge_print", {"print_id": asked["id"]}),
        ("get_printed_badges", {"print_id": asked["id"], "number": "1"}),
        *((name, {"link": link, **more}) for name, more in by_link()),
    ]:
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **arguments)
    changed = {name: rows for name, rows in events.holds().items() if before[name] != rows}
    assert set(changed) <= {"badge_prints", "due", "fs.files", "fs.chunks"}
    with pytest.raises(MultaqaError):
        tell(events, theirs, device, [scanned("n", token)], tenant=RABAT)


def test_a_person_is_told_their_scans_and_forgotten_at_the_door(events, forum):
    known(events, "p1", "p2")
    first, second = seated(events, forum, "p1", "p2")
    scan = check_in(events, forum, token_of(events, first))["scan_id"]
    events.ask("undo_scan", scan_id=scan, reason="p1 voulait voir un ami")
    check_in(events, forum, token_of(events, first))
    token = token_of(events, first)
    assert len(events.ask("export_person", person_id="p1")["scans"]) == 2
    erased = events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    events.has_handled(erased)
    snapshot = events.ask("get_snapshot", edition_id=forum)
    assert record_in(snapshot, token) is None
    assert record_in(snapshot, token_of(events, second)) is not None
    assert events.ask("export_person", person_id="p1")["scans"] == []
    assert not any("ami" in (row["undone_reason"] or "") for row in events.database["scans"].find())
    assert events.ask("find_at_door", edition_id=forum, name="prenomp1")["items"] == []


# what an edition allows, and when


def test_with_reentry_exits_are_recorded_and_whoever_left_comes_back(events):
    edition = opened(events, reentry=True)
    (seat,) = seated(events, edition, "p1")
    token = token_of(events, seat)
    walk = [
        check_in(events, edition, token, kind=kind)["verdict"] for kind in ("entry", "entry", "exit", "exit", "entry")
    ]
    assert walk == ["accepted", "already_in", "left", "not_inside", "accepted"]
    total = events.ask("count_at_door", edition_id=edition)["total"]
    assert (total["entries"], total["inside"], total["duplicates"]) == (1, 1, 1)
    assert len(events.told(CAME)) == 1


@pytest.mark.parametrize(("days", "verdict"), [(-1, "not_today"), (42, "expired")])
def test_a_badge_on_another_day_and_after_its_end(events, forum, mongo_uri, days, verdict):
    (seat,) = seated(events, forum, "p1")
    token = token_of(events, seat)
    move(mongo_uri, days=days)
    try:
        assert check_in(events, forum, token)["verdict"] == verdict
    finally:
        move(mongo_uri, days=-days)
    assert check_in(events, forum, token)["verdict"] == "accepted"
