"""Mails that come back are handed in as they came, by a key that may do nothing else, and by the script we show."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from multaqa.ids import new_id
from services.notifications.domain import Send, address_id
from services.notifications.store import Sends
from tests.integration.gateway.test_answers import keep_promise
from tests.mail_reports import MAIL, sample

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
AS_MAIL = {"Content-Type": "message/rfc822"}
OPERATIONS = Path(__file__).parents[3] / "docs/operations.md"


@pytest.fixture
def mail(running) -> str:
    """One that was sent, as the notifications' room keeps it."""
    id = new_id()
    address = address_id(f"{id}@x.example")
    sent = Send(id, "p1", "m1", "events.registration_confirmed.v1", {}, NOW, "sent", address=address)
    with MongoClient[dict[str, Any]](running.mongo_uri, tz_aware=True) as client:
        Sends(client[f"{running.databases}_notifications"], "fes-meknes").save(sent)
    return id


def report_of(mail: str, name: str = "postfix_unknown_user") -> bytes:
    return sample(name).replace(MAIL.encode(), mail.encode())


def hand_in(api, raw: bytes, **headers: str):
    return api.ask("POST", "/v1/mails/reports", content=raw, headers={**AS_MAIL, **headers})


def code_of(refused) -> str:
    return str(refused.json()["type"]).removeprefix("/problems/")


def test_a_report_acts_on_the_mail_and_its_address_until_staff_lift_it(fes, mail):
    answer = keep_promise(hand_in(fes.with_role("postmaster"), report_of(mail)), "/v1/mails/reports", 200)
    assert answer == {"mail_id": mail, "kind": "hard", "mail_state": "bounced"}
    staff = fes.with_role("staff")
    shown = keep_promise(staff.get(f"/v1/mails/{mail}"), "/v1/mails/{mail_id}", 200)
    assert (shown["state"], shown["report"]["kind"]) == ("bounced", "hard")
    found = staff.get("/v1/addresses", params={"email": f"{mail}@x.example"})
    (address,) = keep_promise(found, "/v1/addresses", 200)["items"]
    one = f"/v1/addresses/{address['id']}"
    assert keep_promise(staff.get(one), "/v1/addresses/{address_id}", 200) == address
    lifted = staff.post(f"{one}/lift", {"cause": "bounces"})
    assert keep_promise(lifted, "/v1/addresses/{address_id}/lift", 200)["state"] == "watched"
    assert code_of(staff.post(f"{one}/lift", {"cause": "bounces"})) == "address.nothing_to_lift"


def test_whoever_hands_in_reports_may_do_nothing_else_and_staff_do_not_hand_in(fes, mail):
    assert hand_in(fes.with_role("staff"), report_of(mail)).status_code == 403
    postmaster = fes.with_role("postmaster")
    for path in ("/v1/mails", f"/v1/mails/{mail}", "/v1/addresses", "/v1/persons"):
        assert postmaster.get(path).status_code == 403


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("fr", "Le courrier dont parle ce rapport n'est pas de cette direction."),
        ("ar", "الرسالة التي يخصها هذا التقرير ليست لهذه المديرية."),
    ],
)
def test_a_report_of_another_directorate_s_mail_is_refused_in_both_languages(rabat, fes, mail, language, detail):
    refused = hand_in(rabat.with_role("postmaster"), report_of(mail), **{"Accept-Language": language})
    assert (refused.status_code, refused.json()["detail"]) == (404, detail)
    assert fes.get(f"/v1/mails/{mail}").json()["state"] == "sent"


def test_what_is_no_report_is_refused(fes, mail):
    postmaster = fes.with_role("postmaster")
    assert code_of(hand_in(postmaster, b"hello")) == "report.unreadable"
    assert code_of(hand_in(postmaster, report_of("nobody@nowhere <"))) == "report.mail_unnamed"
    assert hand_in(postmaster, report_of(mail) + b"x" * (256 << 10)).status_code == 413
    assert hand_in(postmaster, report_of(mail), **{"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize(
    "asked", [{"state": "sent,lost"}, {"type": "events.*"}, {"created_from": "today"}, {"email": "x"}]
)
def test_the_log_refuses_what_it_cannot_look_for_by_field(fes, asked):
    refused = fes.get("/v1/mails", params=asked)
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, next(iter(asked)))


def script(tmp_path: Path, api: str, *keys: str) -> list[str]:
    """The one we show, with the keys and the address of this house."""
    shown = re.search(r"^    (#!/bin/sh\n.*?postmaster\.keys\n)", OPERATIONS.read_text(), re.MULTILINE | re.DOTALL)[1]
    named = tmp_path / "postmaster.keys"
    named.write_text("".join(f"{key}\n" for key in keys))
    file = tmp_path / "multaqa-report"
    file.write_text(shown.replace("/etc/multaqa/postmaster.keys", str(named)).replace("https://multaqa.example", api))
    return ["sh", str(file)]


def test_the_script_we_show_offers_a_report_to_each_directorate(running, fes, rabat, mail, tmp_path):
    keys = [api.with_role("postmaster").key for api in (rabat, fes)]
    handing_in = script(tmp_path, fes.address, *keys)
    for raw in (report_of(mail), report_of(mail), b"hello"):
        assert subprocess.run(handing_in, input=raw, timeout=60, check=False).returncode == 0
    assert fes.get(f"/v1/mails/{mail}").json()["state"] == "bounced"


def test_the_script_has_the_server_try_again_while_the_door_is_away(mail, tmp_path):
    handing_in = script(tmp_path, "http://127.0.0.1:9", "any-key")
    assert subprocess.run(handing_in, input=report_of(mail), timeout=60, check=False).returncode == 75
