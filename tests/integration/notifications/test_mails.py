"""Mails by real SMTP: in the reader's language, once for each message, to nobody who may not be written to."""

import httpx
import pytest

from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port, mail_sink
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

NOTHING = {
    "contact": None,
    "registered_at": [],
    "preferences": None,
    "agendas": [],
    "addresses": [],
    "mails": [],
    "inbox": [],
    "pseudonyms": [],
    "phone": None,
}
NO = [{"purpose": "participation", "granted": False, "at": "2026-05-04T12:00:00+00:00"}]


def sends(room, state, **asked):
    return [one for one in room.ask("list_mails", **asked)["items"] if one["state"] == state]


def settled(room, count=1, **asked):
    """Wait until so many mails are no longer due."""

    def look():
        rest = [one for one in room.ask("list_mails", **asked)["items"] if one["state"] not in ("due", "sending")]
        return len(rest) >= count and rest

    return eventually(look)


@pytest.fixture
def edition(notifications):
    notifications.has_handled(told.edition(notifications))


@pytest.mark.parametrize(
    ("language", "subject", "direction"),
    [
        ("fr", "Inscription confirmée : Forum régional de l'emploi, édition n° 2", "ltr"),
        ("ar", "تأكيد التسجيل: الملتقى الجهوي للتشغيل، الدورة 2", "rtl"),
    ],
)
def test_a_message_that_comes_twice_makes_one_mail(notifications, mails, edition, language, subject, direction):
    told.person(notifications, language=language)
    message = told.registered(notifications)
    notifications.has_handled(message)
    told.registered(notifications, id=message.id)
    later = told.registered(notifications, "p2")
    told.person(notifications, "p2")
    notifications.has_handled(later)
    settled(notifications, 2)
    got = mails.has(2)
    assert got["recipients"] == {"p1@example.org": 1, "p2@example.org": 1}
    mail = next(one for one in got["mails"] if one["to"] == ["p1@example.org"])
    assert mail["subject"] == subject
    assert f'dir="{direction}"' in httpx.get(f"{mails.url}/mails/{mail['number']}/html").text


def test_a_mail_waits_for_a_person_and_an_edition_told_later(notifications, mails):
    notifications.has_handled(told.registered(notifications))
    eventually(lambda: sends(notifications, "due")[0]["reason"] == "person not told yet")
    told.person(notifications)
    eventually(lambda: sends(notifications, "due")[0]["reason"] == "edition not told yet")
    told.edition(notifications)
    assert mails.has(1)["recipients"] == {"p1@example.org": 1}


def test_every_kind_of_letter_arrives(notifications, mails, edition):
    told.person(notifications)
    told.registered(notifications)
    waiting = {**told.REGISTRATION, "state": "waitlisted", "place": 3}
    notifications.hear("events.registration_waitlisted.v1", "r1", waiting)
    gone = {**told.REGISTRATION, "state": "cancelled", "cancelled_at": "2026-05-05T12:00:00+00:00"}
    notifications.hear("events.registration_cancelled.v1", "r1", gone, version=2)
    notifications.hear(
        "matching.timetable_published.v1",
        "t1",
        {
            "id": "t1",
            "run_id": "u1",
            "edition_id": "e1",
            "candidate_id": "p1",
            "interviews": [
                {
                    "interview_id": "i1",
                    "organisation_id": "o1",
                    "organisation_name": {"fr": "Sotherma", "ar": "سوطيرما"},
                    "offer_id": "f1",
                    "offer_title": {"fr": "Soudeur", "ar": "لحام"},
                    "table": "A1-1",
                    "starts_at": "2026-06-08T09:20:00+01:00",
                    "ends_at": "2026-06-08T09:40:00+01:00",
                }
            ],
        },
    )
    subjects = {mail["subject"].partition(" : ")[0] for mail in mails.has(4)["mails"]}
    assert subjects == {"Inscription confirmée", "Liste d'attente", "Inscription annulée", "Vos entretiens"}
    timetable = next(mail for mail in mails.got()["mails"] if mail["subject"].startswith("Vos entretiens"))
    assert "Sotherma" in httpx.get(f"{mails.url}/mails/{timetable['number']}/html").text


def test_what_changes_in_an_agenda_is_written_once(notifications, mails, edition):
    notifications.has_handled(told.person(notifications))
    type = "matching.agenda_changed.v1"
    facts = sampled(type, edition_id="e1", candidate_id="p1")
    message = notifications.hear(type, facts["id"], facts)
    notifications.has_handled(message)
    notifications.hear(type, facts["id"], facts, id=message.id)
    assert mails.has(1)["mails"][0]["subject"].startswith("Vos entretiens ont changé : ")
    assert len(settled(notifications)) == 1


def test_a_mail_is_tried_again_when_the_server_comes_back(notifying):
    port = free_port()
    with notifying(smtp_port=port, mail_schedule_ms=[50] * 400) as room:
        room.has_handled(told.edition(room), told.person(room))
        told.registered(room)
        refused = eventually(lambda: [one for one in sends(room, "due") if one["attempts"]])
        assert "ConnectionRefusedError" in refused[0]["reason"]
        with mail_sink(port) as mails:
            mails.has(1)
            assert settled(room)[0]["state"] == "sent"


def test_a_mail_is_given_up_after_its_attempts_with_the_reason(notifying):
    with notifying(smtp_port=free_port()) as room:
        room.has_handled(told.edition(room), told.person(room))
        told.registered(room)
        given_up = settled(room)[0]
        assert (given_up["state"], given_up["attempts"]) == ("given_up", 4)
        assert "ConnectionRefusedError" in given_up["reason"]


def test_who_withdrew_the_consent_is_not_written_to(notifications, mails, edition):
    notifications.has_handled(told.person(notifications))
    facts = {**told.person(notifications, version=1).facts, "consents": NO}
    notifications.has_handled(notifications.hear("directory.consent_changed.v1", "p1", facts, version=2))
    told.registered(notifications)
    assert settled(notifications)[0]["reason"] == "consent to participation withdrawn"
    assert mails.got()["count"] == 0


def test_an_erased_person_is_not_written_to_and_leaves_nothing_behind(notifications, mails, edition):
    told.person(notifications)
    told.registered(notifications)
    mails.has(1)
    settled(notifications)
    erased = notifications.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2)
    notifications.has_handled(erased)
    notifications.has_handled(told.registered(notifications), told.person(notifications))
    assert {one["state"] for one in settled(notifications, 2)} == {"sent", "withdrawn"}
    assert mails.got()["count"] == 1
    person = notifications.database.persons.find_one({"_id": "p1"})
    assert person["erased"] is True
    assert "email" not in person
    assert notifications.database.sends.count_documents({"told.person_id": "p1", "state": "sent"}) == 0


def test_a_persons_mails_are_found_and_exported(notifications, mails, edition):
    told.person(notifications)
    told.registered(notifications)
    mails.has(1)
    settled(notifications)
    assert len(notifications.ask("list_mails", person_id="p1")["items"]) == 1
    assert notifications.ask("list_mails", person_id="p2")["items"] == []
    exported = notifications.ask("export_person", person_id="p1")
    assert exported["contact"]["email"] == "p1@example.org"
    assert {(one["type"], one["channel"]) for one in exported["mails"]} == {
        ("events.registration_confirmed.v1", "mail"),
        ("events.registration_confirmed.v1", "inbox"),
    }


def test_another_tenant_sees_no_mail_and_no_person(notifications, mails, edition):
    told.person(notifications)
    told.registered(notifications)
    mails.has(1)
    assert notifications.ask("list_mails", tenant=RABAT) == {"items": [], "next": None}
    assert notifications.ask("export_person", tenant=RABAT, person_id="p1") == NOTHING


def test_a_person_of_one_tenant_is_no_recipient_of_another(notifications, mails):
    abroad = {"tenant": RABAT}
    notifications.has_handled(told.person(notifications), told.edition(notifications, **abroad))
    notifications.has_handled(told.registered(notifications, **abroad))
    eventually(lambda: sends(notifications, "due", tenant=RABAT)[0]["reason"] == "person not told yet")
    assert mails.got()["count"] == 0
    assert notifications.ask("list_mails", tenant=FES)["items"] == []
