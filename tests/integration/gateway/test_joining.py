"""People get in by themselves, invited, with their class, and look after their registration by link."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import run
from uuid import uuid4

import pytest
from pymongo import MongoClient

from gateway.texts import texts
from multaqa.bus.envelope import Envelope
from multaqa.clock import SystemClock
from multaqa.testing.waiting import eventually
from tests.integration.gateway.conftest import HTTP, Api
from tests.integration.gateway.test_signing import Form

PERSON = {
    "name": {"latin": "Salma Idrissi", "arabic": "سلمى الإدريسي"},
    "language": "ar",
    "consents": [{"purpose": "participation", "given": True}],
}
NAME = {"fr": "Forum régional de l'emploi", "ar": "الملتقى الجهوي للتشغيل"}
QUESTION = {"fr": "Votre projet ?", "ar": "ما مشروعكم؟"}
CV = {"fr": "Votre CV", "ar": "سيرتكم الذاتية"}
VISIT = Path(__file__).parent / "joining_visit.py"
SHOTS = Path(__file__).parents[3] / ".multaqa" / "reports"
PDF = b"%PDF-1.7 a life on a page"


@pytest.fixture
def edition(fes):
    """Open, with two seats; it asks a text and a file."""
    return open_edition(fes, capacity=2)


def open_edition(api, capacity):
    series = api.made("/v1/series", {"name": NAME})["id"]
    now = SystemClock().now()
    facts = {
        "series_id": series,
        "number": 2,
        "venue": "Fès",
        "starts_at": (now + timedelta(days=5)).isoformat(),
        "ends_at": (now + timedelta(days=6)).isoformat(),
        "quotas": [{"category": "candidate", "capacity": capacity}],
    }
    edition = api.made("/v1/editions", facts)["id"]
    asked = {"code": "project", "kind": "text", "text": QUESTION, "required": True, "most": 80}
    api.made(f"/v1/editions/{edition}/questions", asked)
    api.made(f"/v1/editions/{edition}/questions", {"code": "cv", "kind": "file", "text": CV, "required": True})
    assert api.post(f"/v1/editions/{edition}/open").status_code == 200
    return edition


def newcomer(**more):
    return {
        "name": {"latin": "Salma Idrissi", "arabic": "سلمى الإدريسي"},
        "email": f"{uuid4().hex[:12]}@stagiaires.test",
        "language": "ar",
        "category": "candidate",
        "answers": {"project": "Un atelier"},
        "consents": [{"purpose": "participation", "given": True}],
        **more,
    }


def token_of(running, registration, kind="confirmed"):
    with MongoClient(running.mongo_uri) as client:
        rows = client[f"{running.databases}_events"].outbox.find({"type": f"events.registration_{kind}.v1"})
        told = [Envelope.parse(row["body"]) for row in rows]
    return next(one.facts["token"] for one in told if one.subject == registration)


def invitation_to(running, email):
    with MongoClient(running.mongo_uri) as client:
        rows = client[f"{running.databases}_events"].outbox.find({"type": "events.invitation_sent.v1"})
        told = [Envelope.parse(row["body"]).facts for row in rows]
    return next(one["token"] for one in told if one["addressees"][0]["email"] == email)


def registrations(api, edition):
    return api.get(f"/v1/editions/{edition}/registrations").json()["items"]


def persons_at(running, email):
    return [row for row in running.rows("persons") if row["email"].casefold() == email.casefold()]


def test_anybody_registers_once_and_the_answer_tells_nobody_who_is(running, fes, edition):
    stranger, body = Api(running.address, key=None), newcomer()
    path = f"/v1/public/fes-meknes/editions/{edition}/registrations"
    assert stranger.get(f"/v1/public/fes-meknes/editions/{edition}/registration").status_code == 200
    first = stranger.post(path, body, headers={"Idempotency-Key": "one"})
    repeated = stranger.post(path, body, headers={"Idempotency-Key": "one"})
    again = stranger.post(path, {**body, "email": body["email"].upper()})
    assert [one.status_code for one in (first, repeated, again)] == [202, 202, 202], again.text
    assert first.text == repeated.text == again.text
    (registration,) = registrations(fes, edition)
    (person,) = persons_at(running, body["email"])
    assert (registration["person_id"], registration["state"]) == (person["_id"], "confirmed")
    assert [(one["purpose"], one["given"]) for one in person["consents"]] == [("participation", True)]


def test_two_of_a_family_are_two_people(running, fes, edition):
    stranger, body = Api(running.address, key=None), newcomer()
    path = f"/v1/public/fes-meknes/editions/{edition}/registrations"
    assert stranger.post(path, body).status_code == 202
    assert stranger.post(path, {**body, "name": {"latin": "Ilyas Idrissi"}}).status_code == 202
    assert len(registrations(fes, edition)) == len(persons_at(running, body["email"])) == 2


def test_a_wrong_answer_makes_nobody_known(running, fes, edition):
    stranger, body = Api(running.address, key=None), newcomer(answers={})
    refused = stranger.post(f"/v1/public/fes-meknes/editions/{edition}/registrations", body)
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/answers/project"]
    assert persons_at(running, body["email"]) == []


@pytest.mark.parametrize("tenant", ["rabat-sale-kenitra", "nowhere"])
def test_an_edition_is_found_in_its_own_tenant_alone(running, rabat, edition, tenant):
    stranger = Api(running.address, key=None)
    assert stranger.get(f"/v1/public/{tenant}/editions/{edition}/registration").status_code == 404
    assert stranger.post(f"/v1/public/{tenant}/editions/{edition}/registrations", newcomer()).status_code == 404


def test_a_program_that_fills_the_trap_is_thanked_and_ignored(running, fes, edition):
    path = f"{running.address}/editions/fes-meknes/{edition}/register"
    fields = {"name_latin": "Bot", "email": "bot@bot.test", "participation": "yes", "website": "https://bot.test"}
    thanked = HTTP.post(path, data=fields)
    assert thanked.status_code == 200
    assert "Merci" in thanked.text
    assert registrations(fes, edition) == []


def test_a_person_looks_after_their_registration_by_link(running, fes, edition):
    stranger, body = Api(running.address, key=None), newcomer()
    assert stranger.post(f"/v1/public/fes-meknes/editions/{edition}/registrations", body).status_code == 202
    (registration,) = registrations(fes, edition)
    token = token_of(running, registration["id"])
    page = f"{running.address}/registration/{token}"

    shown = HTTP.get(page, headers={"Accept-Language": "fr"})
    assert shown.status_code == 200
    form = Form(shown.text, "answers")
    HTTP.post(running.address + form.action, data={**form.fields, "answer.project": "Un autre"})
    form = Form(HTTP.get(page).text, "files")
    sent = HTTP.post(
        running.address + form.action, data=form.fields, files={"file": ("cv.pdf", PDF, "application/pdf")}
    )
    assert sent.status_code == 303, sent.text
    answers = fes.get(f"/v1/registrations/{registration['id']}/answers").json()
    assert {one["code"] for one in answers["answers"]} == {"project", "cv"}
    assert (answers["missing"], answers["answers"][1]["value"]) == ([], "Un autre")

    wrong = HTTP.post(running.address + form.action, data=form.fields, files={"file": ("cv.exe", b"MZ", "text/plain")})
    assert wrong.status_code == 415
    large = HTTP.post(
        running.address + form.action, data=form.fields, files={"file": ("cv.pdf", PDF * 300_000, "application/pdf")}
    )
    assert large.status_code == 413

    form = Form(HTTP.get(f"{page}/cancel").text, "cancel")
    for _ in range(2):
        assert HTTP.post(running.address + form.action, data=form.fields).status_code == 303
    assert registrations(fes, edition)[0]["state"] == "cancelled"


def test_a_link_is_of_one_tenant_and_nobody_guesses_it(running, fes, rabat, edition):
    stranger = Api(running.address, key=None)
    assert stranger.post(f"/v1/public/fes-meknes/editions/{edition}/registrations", newcomer()).status_code == 202
    token = token_of(running, registrations(fes, edition)[0]["id"])
    secret = token.partition(".")[2]
    for wrong in (f"rabat-sale-kenitra.{secret}", f"fes-meknes.{'x' * 43}"):
        assert stranger.get(f"/v1/links/{wrong}/registration").status_code == 404
        assert HTTP.get(f"{running.address}/registration/{wrong}").status_code == 404


def test_an_invitation_is_used_once(running, fes, edition):
    email = f"{uuid4().hex[:8]}@partner.test"
    to = {"name": "Amal Bennis", "email": email, "language": "fr"}
    fes.made(f"/v1/editions/{edition}/invitations", {"to": to, "category": "candidate"})
    page = f"/invitation/{invitation_to(running, email)}"
    form = Form(HTTP.get(running.address + page).text, page.rpartition("/")[2])
    fields = {**form.fields, "name_latin": "Amal Bennis", "email": email, "language": "fr", "participation": "yes"}
    refused = HTTP.post(running.address + form.action, data=fields)
    assert refused.status_code == 422
    assert HTTP.post(running.address + form.action, data={**fields, "answer.project": "Recruter"}).status_code == 200
    assert len(registrations(fes, edition)) == 1
    assert HTTP.get(running.address + page).status_code == 404
    counted = fes.get(f"/v1/editions/{edition}/invitations/counts").json()
    assert counted == {"candidate": {"invited": 1, "registered": 1}}


def test_a_class_becomes_persons_and_registrations_and_once_more_changes_nothing(running, fes, edition):
    mark = uuid4().hex[:8]
    known = newcomer(email=f"k{mark}@institut.test")
    stranger = Api(running.address, key=None)
    assert stranger.post(f"/v1/public/fes-meknes/editions/{edition}/registrations", known).status_code == 202
    lines = [f"Élève {n};{mark}{n}@institut.test" for n in range(230)]
    content = "\n".join(["nom;email", *lines, f"SALMA  idrissi;K{mark}@institut.test", lines[0]]).encode()
    path = f"/v1/editions/{edition}/class-lists?category=candidate"
    sent = fes.ask("POST", path, content=content, headers={"Content-Type": "text/csv"})
    assert sent.status_code == 202, sent.text
    address = f"/v1/class-lists/{sent.json()['id']}"
    eventually(lambda: fes.get(address).json()["state"] == "checked")
    for _ in range(2):
        assert fes.post(f"{address}/apply").status_code == 202
        eventually(lambda: fes.get(address).json()["state"] == "applied", 30)
    outcomes = {one["outcome"]: one["count"] for one in fes.get(address).json()["outcomes"]}
    assert outcomes == {"confirmed": 1, "waitlisted": 229, "registration.already_registered": 1}
    assert fes.get(address).json()["figures"] == {"lines": 232, "repeated": 1, "wrong": 0}
    assert len([row for row in running.rows("persons") if mark in row["email"]]) == 231
    assert len(persons_at(running, known["email"])) == 1


def on_a_phone(**plan):
    """What a browser of 360 pixels shows; the pictures are kept to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    asked = json.dumps({**plan, "shots": str(SHOTS)})
    ran = run([sys.executable, VISIT], input=asked, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_one_registers_with_a_phone_in_under_a_minute_in_both_languages(running, fes, edition):
    mark = uuid4().hex[:6]
    people = {
        "fr": {"name_latin": "Salma Idrissi", "email": f"s{mark}@stagiaires.test", "answer.project": "Un atelier"},
        "ar": {"name_latin": "Omar Tazi", "name_arabic": "عمر التازي", "email": f"o{mark}@stagiaires.test",
               "answer.project": "ورشة للنسيج"},
    }  # fmt: skip
    told = on_a_phone(address=running.address, tenant="fes-meknes", edition=edition, people=people)
    assert [told[language]["dir"] for language in ("fr", "ar")] == ["ltr", "rtl"]
    assert [told[language]["thanks"] for language in ("fr", "ar")] == ["Merci !", "شكرا لكم!"]
    assert max(one["seconds"] for one in told.values()) < 60
    assert not any(one["wide"] for one in told.values())
    listed = registrations(fes, edition)
    assert [one["state"] for one in listed] == ["confirmed", "confirmed"]
    shown = on_a_phone(address=running.address, token=token_of(running, listed[0]["id"]))
    assert shown["fr"]["state"] == "Votre inscription est confirmée."
    assert shown["ar"]["state"] == "تسجيلكم مؤكد."
    badge = HTTP.get(f"{running.address}/registration/{token_of(running, listed[0]['id'])}/badge")
    assert (badge.status_code, badge.content[:5]) == (200, b"%PDF-")
    assert not any(one["wide"] or one["scripts"] for one in shown.values())


def activities_of(api, edition):
    starts = datetime.fromisoformat(api.get(f"/v1/editions/{edition}").json()["starts_at"])
    titles = (
        {"fr": "Atelier CV", "ar": "ورشة السيرة الذاتية"},
        {"fr": "Parler en public", "ar": "التحدث أمام الجمهور"},
    )
    for hour, title in enumerate(titles):
        begins, ends = starts + timedelta(hours=hour), starts + timedelta(hours=hour, minutes=50)
        facts = {"kind": "workshop", "title": title, "capacity": 5}
        times = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
        api.made(f"/v1/editions/{edition}/activities", {**facts, **times})
    return [one["id"] for one in api.get(f"/v1/editions/{edition}/activities").json()["items"]]


def test_an_offered_seat_is_declined_accepted_and_filled_with_other_activities_on_a_phone(running, fes):
    """In each language three apply for one seat; who has it gives it back, the next declines, the last accepts."""
    offers, activities, editions = {}, {}, {}
    for language in ("fr", "ar"):
        edition = editions[language] = open_edition(fes, capacity=1)
        activities[language] = activities_of(fes, edition)[1]
        people = [fes.made("/v1/persons", {**PERSON, "email": f"{uuid4().hex[:8]}@stagiaires.test"}) for _ in range(3)]
        first, *waiting = [
            eventually(lambda person=person, edition=edition: registered(fes, edition, person)) for person in people
        ]
        offers[language] = [token_of(running, one, "waitlisted") for one in waiting]
        assert fes.post(f"/v1/registrations/{first}/cancel").status_code == 200
    told = on_a_phone(address=running.address, offers=offers, activities=activities)
    for language, direction in (("fr", "ltr"), ("ar", "rtl")):
        said = texts(language)
        shown = told[language]
        assert (shown["dir"], shown["wide"], shown["again"], shown["badge"]) == (direction, False, 0, 1)
        assert shown["offered"] == said["own.state.offered"]
        assert (shown["declined"], shown["reason"]) == (said["own.state.cancelled"], said["own.reason.declined"])
        assert shown["accepted"] == said["own.state.confirmed"]
        assert shown["chosen"] == [activities[language]]
        by_state = {one["state"]: one for one in registrations(fes, editions[language])}
        assert by_state["confirmed"]["activity_ids"] == [activities[language]]


def registered(api, edition, person):
    """Once the room has heard of the person."""
    body = {"person_id": person["id"], "category": "candidate", "answers": {"project": "Un atelier"}}
    answer = api.post(f"/v1/editions/{edition}/registrations", body)
    return answer.json()["id"] if answer.status_code == 201 else None


def test_too_many_from_one_address_wait(running, edition):
    """Sixty in ten minutes, from whichever page; the tests before have sent some."""
    stranger = Api(running.address, key=None)
    path = f"/v1/public/fes-meknes/editions/{edition}/registrations"
    statuses = [stranger.post(path, {}).status_code for _ in range(61)]
    assert statuses[-1] == 429
