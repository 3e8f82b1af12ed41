"""The door over HTTP: badges, devices, and the scanner in a real browser with the network away and back."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient

from multaqa.clock import SystemClock
from multaqa.testing.waiting import eventually
from tests.integration.gateway.conftest import HTTP, Api

VISIT = Path(__file__).parent / "scanner_visit.py"
SHOTS = Path(__file__).parents[3] / ".multaqa" / "reports"
FORUM = {"fr": "Forum régional de l'emploi", "ar": "الملتقى الجهوي للتشغيل"}


def forum(fes, number=1):
    series, now = fes.made("/v1/series", {"name": FORUM})["id"], SystemClock().now()
    facts = {"series_id": series, "number": number, "venue": "Fès", "starts_at": (now - timedelta(hours=1)).isoformat(),
             "ends_at": (now + timedelta(days=2)).isoformat(),
             "quotas": [{"category": "candidate", "capacity": 50}]}  # fmt: skip
    edition = fes.made("/v1/editions", facts)["id"]
    assert fes.post(f"/v1/editions/{edition}/open").status_code == 200
    return edition


def registered(fes, edition, person):
    return fes.made(f"/v1/editions/{edition}/registrations", {"person_id": person, "category": "candidate"})["id"]


def heard_of(running, person, latin, arabic):
    """As if the directory had told of the person: no relay runs here."""
    row = {"_id": person, "tenant": "fes-meknes", "source_version": 1, "name_latin": latin, "name_arabic": arabic,
           "language": "fr", "consents": []}  # fmt: skip
    with MongoClient(running.mongo_uri) as client:
        client[f"{running.databases}_events"].persons.replace_one({"_id": person}, row, upsert=True)


def token_of(fes, registration):
    return fes.get(f"/v1/registrations/{registration}/badge").json()["token"]


@pytest.fixture
def edition(fes):
    return forum(fes)


def test_a_badge_is_checked_in_listed_counted_and_undone(fes, edition):
    door = fes.with_role("door")
    seat = registered(fes, edition, "d-p1")
    badge = door.get(f"/v1/registrations/{seat}/badge").json()
    assert badge["svg"].startswith("<svg")
    document = door.get(f"/v1/registrations/{seat}/badge/document")
    assert (document.headers["Content-Type"], document.content[:5]) == ("application/pdf", b"%PDF-")
    path = f"/v1/editions/{edition}"
    answers = [door.post(f"{path}/check-ins", {"token": badge["token"]}).json() for _ in range(2)]
    assert [answer["verdict"] for answer in answers] == ["accepted", "already_in"]
    assert door.get(f"{path}/door-counts").json()["total"]["entries"] == 1
    (duplicate,) = door.get(f"{path}/scans?verdict=already_in").json()["items"]
    assert duplicate["registration_id"] == seat
    undone = door.post(f"/v1/scans/{answers[0]['scan_id']}/undo", {"reason": "essai"})
    assert undone.json()["undone_reason"] == "essai"
    assert door.get(f"{path}/door-search?name=zz").json()["items"] == []
    assert fes.made("/v1/signing-keys", {"kind": "badge"})["kind"] == "badge"
    assert len(door.get("/v1/signing-keys?kind=badge").json()["items"]) == 2


def test_a_print_is_asked_for_and_fetched(fes, edition):
    seat = registered(fes, edition, "d-p2")
    asked = fes.made(f"/v1/editions/{edition}/badge-prints", {"layout": "a4", "registration_ids": [seat]})
    path = f"/v1/badge-prints/{asked['id']}"
    eventually(lambda: fes.get(path).json()["state"] == "ready", 60)
    assert fes.get(f"{path}/parts/1").content[:5] == b"%PDF-"
    assert fes.get(f"{path}/parts/2").status_code == 404
    assert [one["id"] for one in fes.get(f"/v1/editions/{edition}/badge-prints").json()["items"]] == [asked["id"]]


def test_a_snapshot_is_sent_again_only_when_it_has_changed(fes, edition):
    device = fes.made(f"/v1/editions/{edition}/devices", {"name": "Nord"})
    registered(fes, edition, "d-p3")
    path = f"{fes.address}/v1/links/{device['token']}/snapshot"
    first = HTTP.get(path)
    assert len(first.json()["records"]) == 1
    again = {"If-None-Match": first.headers["ETag"]}
    assert HTTP.get(path, headers=again).status_code == 304
    registered(fes, edition, "d-p4")
    assert len(HTTP.get(path, headers=again).json()["records"]) == 2
    assert fes.get(f"/v1/editions/{edition}/snapshot").headers["ETag"] == HTTP.get(path).headers["ETag"]
    assert fes.post(f"/v1/devices/{device['id']}/revoke").status_code == 200
    assert HTTP.get(path).status_code == 404


def test_another_tenant_finds_nothing_at_the_door(fes, rabat, edition):
    seat = registered(fes, edition, "d-p5")
    device = fes.made(f"/v1/editions/{edition}/devices", {"name": "Nord"})
    scan = fes.post(f"/v1/editions/{edition}/check-ins", {"token": token_of(fes, seat)}).json()["scan_id"]
    print_id = fes.made(f"/v1/editions/{edition}/badge-prints", {})["id"]
    path, token = f"/v1/editions/{edition}", device["token"].replace("fes-meknes", "rabat-sale-kenitra")
    now = SystemClock().now().isoformat()
    scans = {"device_now": now, "scans": [{"nonce": "n", "token": "x", "at": now}]}
    asked = [
        rabat.get(f"/v1/registrations/{seat}/badge"),
        rabat.get(f"/v1/registrations/{seat}/badge/document"),
        rabat.post(f"/v1/registrations/{seat}/check-in"),
        rabat.post(f"{path}/check-ins", {"token": "x"}),
        rabat.post(f"{path}/scans", {**scans, "device_id": device["id"]}),
        rabat.post(f"/v1/scans/{scan}/undo", {"reason": "x"}),
        rabat.post(f"{path}/badge-prints", {}),
        rabat.post(f"{path}/devices", {"name": "x"}),
        rabat.post(f"/v1/devices/{device['id']}/revoke"),
        rabat.get(f"/v1/badge-prints/{print_id}"),
        rabat.get(f"/v1/badge-prints/{print_id}/parts/1"),
        *(rabat.get(f"{path}/{one}") for one in
          ("scans", "door-search?name=nom", "door-counts", "snapshot", "devices", "badge-prints")),
        *(HTTP.get(f"{fes.address}/v1/links/{token}/{one}") for one in ("door", "snapshot")),
        Api(fes.address, None).post(f"/v1/links/{token}/scans", scans),
    ]  # fmt: skip
    assert [answer.status_code for answer in asked] == [404] * len(asked)


@pytest.mark.timeout(180)
def test_the_scanner_works_without_a_network_and_tells_the_room_when_it_is_back(fes, rabat, running, edition):
    people = [
        ("d-p11", "Fatima-Zahra El Idrissi", "فاطمة الزهراء الإدريسي"),
        ("d-p12", "Youssef Benjelloun", "يوسف بنجلون"),
    ]
    for person in people:
        heard_of(running, *person)
    first, second = (registered(fes, edition, person) for person, _, _ in people)
    elsewhere = forum(fes, number=2)
    stranger = token_of(fes, registered(fes, elsewhere, "d-p11"))
    foreign = token_of(rabat, registered(rabat, forum(rabat), "d-p11"))
    tokens = [token_of(fes, one) for one in (first, second)]
    device = fes.made(f"/v1/editions/{edition}/devices", {"name": "Entrée nord"})
    SHOTS.mkdir(parents=True, exist_ok=True)
    plan = {
        "address": fes.address, "token": device["token"], "shots": str(SHOTS),
        "offline": [tokens[0], tokens[0], tokens[1], "rubbish", stranger, foreign, forged(tokens[1])],
        "again": tokens[1], "online": [tokens[0]],
    }  # fmt: skip
    told = visited(plan)
    assert told["problems"] == []
    assert told["listed"] == "2"
    assert told["offline"] == [
        "accepted", "already_in", "accepted", "unreadable", "not_this_edition", "not_this_edition", "forged",
    ]  # fmt: skip
    assert (told["name"], told["queued"], told["rtl"], told["wide"]) == ("Fatima-Zahra El Idrissi", "3", "rtl", False)
    assert (told["online"], told["tokens_kept"]) == (["already_in"], 0)
    kept = fes.get(f"/v1/editions/{edition}/scans?limit=200").json()["items"]
    assert sorted((one["registration_id"], one["verdict"]) for one in kept) == sorted(
        [(first, "accepted"), (second, "accepted"), *[(first, "already_in")] * 3, (second, "already_in")]
    )
    assert {one["device_id"] for one in kept} == {device["id"]}
    assert fes.get(f"/v1/registrations/{first}").json()["state"] == "checked_in"


def forged(token):
    letter = "A" if token[-4] != "A" else "B"
    return f"{token[:-4]}{letter}{token[-3:]}"


def visited(plan):
    """Wait green, so that the gateway in this process goes on answering."""
    with subprocess.Popen(
        [sys.executable, str(VISIT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as browser:
        browser.stdin.write(json.dumps(plan))
        browser.stdin.close()
        eventually(lambda: browser.poll() is not None, 120)
        assert browser.returncode == 0, browser.stderr.read()[-3000:]
        return json.loads(browser.stdout.read())
