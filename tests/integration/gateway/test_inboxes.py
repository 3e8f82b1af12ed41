"""An inbox at the door: read by the link of a mail, on a page in both languages, and told of as it fills."""

import json
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest
from pymongo import MongoClient

from multaqa.ids import new_id
from multaqa.links import new_link
from services.notifications.domain import Send
from services.notifications.store import Sends
from tests.integration.gateway.conftest import Api
from tests.integration.running import FES, RABAT

TYPE = "events.registration_confirmed.v1"
PERSON = {"name": {"latin": "Salma Bennani"}, "email": "salma.bennani@stagiaires.example", "language": "fr"}


@pytest.fixture
def put(running):
    """What somebody was told stands in their inbox, and a link of theirs opens it."""

    def keep(person_id, subject="Inscription confirmée", tenant=FES):
        link, now = new_link(tenant), datetime.now(UTC)
        shown = {"subject": subject, "text": "Bonjour Salma,\nvotre place est gardée."}
        item = Send(new_id(), person_id, "m1", TYPE, {}, now, "sent", channel="inbox", shown=shown, sent_at=now)
        item.language = "fr"
        mail = Send(new_id(), person_id, "m1", TYPE, {}, now, "sent", link=link.digest, sent_at=now)
        with MongoClient(running.mongo_uri) as client:
            Sends(client[f"{running.databases}_notifications"], tenant).add_all([item, mail])
        return link.token, item.id

    return keep


def anybody(api):
    return Api(api.address, None)


def told(stream, count=1):
    """So many items of a stream, each with the id that it may be gone on from."""
    found, cursor = [], None
    for line in stream.iter_lines():
        if line.startswith("id: "):
            cursor = line.removeprefix("id: ")
        if line.startswith("data: "):
            found.append((cursor, json.loads(line.removeprefix("data: "))))
            if len(found) == count:
                return found
    return found


def test_by_the_link_of_a_mail_an_inbox_is_read_and_put_aside(fes, put):
    token, id = put(new_id())
    me = anybody(fes)
    (item,) = me.get(f"/v1/links/{token}/inbox").json()["items"]
    assert (item["id"], item["state"]) == (id, "unread")
    answer = me.post(f"/v1/links/{token}/inbox/{id}", {"state": "archived"})
    assert answer.json()["state"] == "archived"
    page = me.get(f"/v1/links/{token}/inbox").json()
    assert (page["items"], page["unread"]) == ([], 0)
    assert me.post(f"/v1/links/{token}/inbox/{id}", {"state": "burnt"}).json()["errors"][0]["pointer"] == "/state"
    assert me.post(f"/v1/links/{token}/inbox/{new_id()}", {"state": "read"}).status_code == 404


def test_what_comes_in_is_told_at_once_to_its_reader_alone(fes, put, running):
    mine, theirs = new_id(), new_id()
    token, _ = put(mine)
    with httpx.stream("GET", f"{fes.address}/v1/links/{token}/inbox/stream", timeout=20) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        put(theirs, "Pour un autre")
        put(mine, "Pour un tiers ailleurs", tenant=RABAT)
        put(mine, "Vos entretiens ont changé")
        ((cursor, item),) = told(stream)
    assert item["subject"] == "Vos entretiens ont changé"
    assert "person_id" not in item
    put(mine, "Manqué")
    address, again = f"{fes.address}/v1/links/{token}/inbox/stream", {"Last-Event-ID": cursor}
    with httpx.stream("GET", address, headers=again, timeout=20) as stream:
        subjects = [one["subject"] for _, one in told(stream, 3)]
    assert "Manqué" in subjects
    assert "Pour un autre" not in subjects


@pytest.mark.parametrize("path", ["inbox", "inbox/stream"])
def test_a_link_that_is_none_opens_nothing(fes, put, path):
    token, _ = put(new_id())
    for forged in (f"{FES}.{'x' * 43}", token.replace(FES, RABAT)):
        assert anybody(fes).get(f"/v1/links/{forged}/{path}").status_code == 404


def test_what_the_door_asks_for_all_is_no_path(fes, put):
    token, _ = put(new_id())
    assert anybody(fes).get(f"/v1/links/{token}/inbox/news").status_code in (404, 405)


@pytest.mark.parametrize(("language", "title", "direction"), [("fr", "Vos messages", "ltr"), ("ar", "رسائلكم", "rtl")])
def test_the_page_shows_it_in_both_languages_and_works_without_a_script(fes, put, language, title, direction):
    person_id = new_id()
    token, id = put(person_id)
    with closing(httpx.Client(base_url=fes.address)) as browser:
        page = browser.get(f"/inbox/{token}", params={"language": language})
        assert page.status_code == 200
        assert title in page.text
        assert f'dir="{direction}"' in page.text
        assert "votre place est gardée." in page.text
        form = {"once": new_id(), "item": id, "state": "read"}
        done = browser.post(f"/inbox/{token}", params={"language": language}, data=form)
        assert done.status_code == 303
        assert browser.get(f"/v1/links/{token}/inbox").json()["unread"] == 0
        assert browser.get(f"/inbox/{FES}.{'x' * 43}", params={"language": language}).status_code == 404
        assert browser.get("/inbox/page.js").headers["content-type"].startswith("text/javascript")


def test_templates_and_branding_are_written_by_administrators_and_seen_by_staff(fes):
    path = f"/v1/templates/{TYPE}/mail/fr"
    words = {"subject": "Bienvenue", "text": "{{ site }}/registration/{{ told.token }}"}
    staff = fes.with_role("staff")
    assert staff.post(path, words).status_code == 403
    assert fes.post(path, words).status_code == 201
    assert staff.get(path).json()["standing"] == 1
    assert staff.get("/v1/templates").json()["items"][0]["missing"] == ["ar"]
    assert "Bienvenue" in staff.post(f"{path}/preview", {}).json()["subject"]
    refused = fes.post(path, {**words, "html": "{{ person.__class__ }}"}, headers={"Accept-Language": "ar"}).json()
    assert refused["errors"][0]["pointer"] == "/html"
    assert "خاص" in refused["errors"][0]["text"]
    assert fes.post(path, {**words, "text": "x" * 2_000_000}).status_code == 413
    too_long = fes.post(path, {**words, "text": "x" * 30_000})
    assert (too_long.status_code, too_long.json()["errors"][0]["pointer"]) == (422, "/text")
    assert fes.post("/v1/branding", {"colour": "#ffffff"}).json()["errors"][0]["pointer"] == "/colour"
    assert fes.post("/v1/branding", {"colour": "#7a1f3d"}).json()["colour"] == "#7a1f3d"
    assert fes.post(f"{path}/withdraw", {}).json()["standing"] is None


# who outside may know one, by the same link


def test_by_the_link_of_a_mail_a_person_says_whether_systems_outside_may_know_them(fes, put, running):
    person = fes.made("/v1/persons", PERSON)
    token, _ = put(person["id"])
    me, path = anybody(fes), f"/v1/links/{token}/sharing"
    assert me.get(path).json() == {"consents": []}
    once = {"Idempotency-Key": new_id()}
    given, repeated = (me.post(path, {"purpose": "placement", "given": True}, headers=once).json() for _ in range(2))
    assert given == repeated
    assert [(one["purpose"], one["given"]) for one in given["consents"]] == [("placement", True)]
    held = {one["purpose"]: one["given"] for one in fes.get(f"/v1/persons/{person['id']}").json()["consents"]}
    assert held["placement"] is True
    again = me.post(path, {"purpose": "placement", "given": True})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/consent.unchanged")
    assert me.post(path, {"purpose": "placement", "given": False}).json()["consents"][0]["given"] is False
    told = [row for row in running.rows("outbox") if row["type"] == "directory.consent_changed.v1"]
    assert [json.loads(row["body"])["subject"] for row in told].count(person["id"]) == 2


@pytest.mark.parametrize("purpose", ["participation", "share_cv", "everything"])
def test_a_link_decides_on_no_other_purpose(fes, put, purpose):
    person = fes.made("/v1/persons", PERSON)
    token, _ = put(person["id"])
    refused = anybody(fes).post(f"/v1/links/{token}/sharing", {"purpose": purpose, "given": True})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/purpose"
    assert fes.get(f"/v1/persons/{person['id']}").json()["version"] == person["version"]


def test_a_link_of_another_directorate_or_of_nobody_decides_nothing(fes, put):
    person = fes.made("/v1/persons", PERSON)
    token, _ = put(person["id"])
    strange, _ = put(new_id())
    for forged in (f"{FES}.{'x' * 43}", token.replace(FES, RABAT), strange):
        path = f"/v1/links/{forged}/sharing"
        assert anybody(fes).get(path).status_code == 404
        assert anybody(fes).post(path, {"purpose": "placement", "given": True}).status_code == 404
    assert fes.get(f"/v1/persons/{person['id']}").json()["version"] == person["version"]
